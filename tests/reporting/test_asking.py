"""What cannot be made is refused where it is asked for, and starts no work."""

import pytest

from core.models import Job
from reporting.services import issue_report
from tests.reporting.conftest import FIRST_OF_APRIL, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


@pytest.mark.parametrize(
    ("first_day", "last_day", "words"),
    [
        ("2026-03-01", "9999-12-31", "1900 to 2199"),
        ("0001-01-01", "2026-03-31", "1900 to 2199"),
        ("2026-03-31", "2026-03-01", "must end after it begins"),
        ("2198-01-01", "2199-01-01", "has not begun yet"),
    ],
)
def test_a_pack_over_no_period(desk, first_day, last_day, words):
    body = {"clauses": ["8.1"], "prepared_for": "x"}
    days = {"first_day": first_day, "last_day": last_day}
    page = desk.post("/manage/evidence/new/", {**body, **days})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("month", ["9999-12", "2199-12", "0001-01"])
def test_a_report_on_no_month(desk, customer, month):
    page = desk.post("/manage/reports/new/", {"customer": customer.pk, "month": month})

    assert page.status_code == 422
    assert page.context["form"].errors["month"]
    assert not Job.objects.exists()


def test_a_second_report_without_a_reason(desk, customer, service_level_manager):
    issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )
    body = {"customer": customer.pk, "month": "2026-03"}
    page = desk.post("/manage/reports/new/", body)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    assert not Job.objects.exists()

    assert desk.post("/manage/reports/new/", {**body, "reason": "x"}).status_code == 302
    assert Job.objects.get().arguments["reason"] == "x"


@pytest.mark.parametrize("query", ["?month=9999-12", "clocks/?decided=9999-12"])
def test_a_filter_by_no_month_is_said_and_no_fault(desk, query):
    assert desk.get(f"/manage/{query}").status_code == 400


def test_a_lost_pdf_is_not_there(desk, customer, service_level_manager):
    report = issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )
    report.pdf.storage.delete(str(report.pdf.name))
    assert desk.get(f"/manage/reports/{report.number}/pdf/").status_code == 404
