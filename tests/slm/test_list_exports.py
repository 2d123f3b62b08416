"""Every listing of service levels is had as a file, with the rows of the page."""

import pytest
from django.urls import reverse

from slm.services import close_period, plan_assessment
from slm.views.agreements import COLUMNS as OF_AGREEMENTS
from tests.reporting.conftest import LATER, MARCH, month

__all__ = ["month"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(client, service_level_manager):
    client.force_login(service_level_manager)

    def rows(name, **query):
        answer = client.get(reverse(name), {**query, "export": "csv"})
        assert answer.status_code == 200
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return text.splitlines()

    return rows


def test_agreements_are_exported(agreement, exported):
    heading, row = exported("agreement_list")
    assert len(heading.split(",")) == len(OF_AGREEMENTS)
    assert row.startswith(f"{agreement.number},Workplace,")
    assert "In force" in row
    assert exported("agreement_list", leg="uc") == [heading]


def test_clocks_are_exported_as_they_are_narrowed(month, exported):
    found = exported("clock_list", verdict="breached")
    assert len(found) == 3
    assert month["late"].number in found[1]
    assert "Breached, stopped" in found[1]


def test_chains_are_exported(agreement, exported):
    _heading, row = exported("chain_list")
    assert "Rests on nothing" in row
    assert ",0/1," in row


def test_reviews_due_are_exported(agreement, exported):
    _heading, row = exported("review_list")
    assert row.startswith(f"{agreement.number},Workplace,Customer,")


def test_causes_are_exported(month, exported):
    assert exported("cause_list", month="2026-03")[1] == "Not given yet,2,1.0"


def test_capability_assessments_are_exported(exported, who):
    made = plan_assessment(year=2026, **who)
    _heading, row = exported("capability_list")
    assert row.startswith(f"{made.number},2026,")


def test_closed_months_are_listed_and_exported_a_year_at_a_time(
    month, client, exported, service_level_manager
):
    by = {"actor": service_level_manager, "at": LATER}
    close_period(month=MARCH, **by)
    close_period(month=MARCH.replace(year=2025), **by)
    _heading, row = exported("period_list")
    page = client.get(reverse("period_list"), {"year": "2026"}).text

    assert row.startswith("2026-03-01,")
    assert "March 2026" in page
    for wrong in ("2019", "x"):
        assert client.get(reverse("period_list"), {"year": wrong}).status_code == 400


@pytest.mark.parametrize(
    "name",
    ["agreement_list", "clock_list", "chain_list", "capability_list", "cause_list"],
)
def test_no_other_kind_of_file_is_made(name, client, service_level_manager):
    client.force_login(service_level_manager)
    assert client.get(reverse(name), {"export": "doc"}).status_code == 400
