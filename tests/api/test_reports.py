"""Monthly reports: read, asked for, decided on, taken along as PDF."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from core.jobs import run_job
from core.models import Event, Job
from reporting.models import ReportDecision, ServiceReport
from reporting.services import issue_report
from tests.api.conftest import assert_problem
from tests.reporting.conftest import FIRST_OF_APRIL, MARCH, month
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "month", "office", "resolution"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def report(month, customer, service_level_manager, files):
    return issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )


def test_the_detail_says_the_frozen_figures_and_their_hash(program, report, cast):
    answer = program(cast["representative"]).get(f"service_reports/{report.number}/")
    found = answer.json()

    assert (found["month"], found["revision"], found["share"]) == (
        "2026-03",
        1,
        "0.5000",
    )
    assert found["data"] == report.data
    assert (found["data_hash"], found["available_actions"]) == (report.data_hash, [])


def test_the_list_is_narrowed_by_year_and_customer(program, report, auditor):
    def count(query):
        return len(program(auditor).get(f"service_reports/?{query}").json()["results"])

    assert count(f"year=2026&customer={report.customer.pk}") == 1
    assert count("year=2025") == 0
    assert_problem(program(auditor).get("service_reports/?year=never"), 400)


def test_reports_of_others_are_not_there(program, report, stranger, agent):
    for user in (stranger, agent):
        path = f"service_reports/{report.number}/"
        assert program(user).get("service_reports/").json()["results"] == []
        for end in ("", "pdf/", "decisions/"):
            assert_problem(program(user).get(path + end), 404)


def test_asking_for_one_is_accepted_and_leads_to_it(manager, month, customer):
    answer = manager.post(
        "service_reports/", {"customer": customer.pk, "month": "2026-03"}
    )
    assert answer.status_code == 202, answer.content
    job = Job.objects.get()
    run_job(job_id=job.pk, clock=timezone.now)

    found = manager.get(answer["Location"].removeprefix("/api/v1/")).json()
    assert (found["state"], found["percent"]) == ("done", 100)
    assert manager.get(f"service_reports/{found['result']}/").status_code == 200
    assert Event.objects.get(name="report.issued").facts["revision"] == 1


def test_work_that_another_asked_for_is_not_there(program, manager, customer, auditor):
    manager.post("service_reports/", {"customer": customer.pk, "month": "2026-03"})
    assert_problem(program(auditor).get(f"jobs/{Job.objects.get().pk}/"), 404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"month": "2199-12"}, "month"),
        ({"month": "9999-12"}, "month"),
        ({"month": "2026-13"}, "month"),
        ({"month": None}, "month"),
        ({"customer": 0}, "customer"),
        ({"service": "SVC-999999"}, "service"),
        ({}, "reason"),
    ],
)
def test_what_cannot_be_reported_is_named_at_once(manager, report, change, field):
    body = {"customer": report.customer.pk, "month": "2026-03", **change}
    errors = assert_problem(manager.post("service_reports/", body), 400)["errors"]
    assert [error["field"] for error in errors] == [field]
    assert not Job.objects.exists()


def test_only_who_issues_reports_asks_for_one(program, cast, customer):
    body = {"customer": customer.pk, "month": "2026-03"}
    for who in ("requester", "representative", "agent", "team_lead", "auditor"):
        assert_problem(program(cast[who]).post("service_reports/", body), 403)
    assert not Job.objects.exists()


def test_the_pdf_is_the_stored_one(program, report, representative):
    path = f"service_reports/{report.number}/pdf/"
    answer = program(representative).get(path, Accept="application/pdf")

    assert answer["Content-Type"] == "application/pdf"
    with report.pdf.open("rb") as stored:
        assert b"".join(answer.streaming_content) == stored.read()
    assert_problem(program(representative).get(path, Accept="text/csv"), 406)


def test_a_pdf_that_is_lost_is_a_problem(program, report, auditor):
    report.pdf.storage.delete(report.pdf.name)
    answer = program(auditor).get(f"service_reports/{report.number}/pdf/")
    assert_problem(answer, 404, "not-found")


def test_a_decision_is_kept_read_and_carried_out_once(manager, report, agent):
    path = f"service_reports/{report.number}/decisions/"
    body = {"text": "Train.", "owner": agent.person.pk, "due_on": "2026-05-01"}
    made = manager.post(path, body)
    assert made.status_code == 201, made.content

    (found,) = manager.get(path).json()
    assert (found["text"], found["owner"]["name"]) == ("Train.", "Anna Agent")
    done = manager.post(f"{path}{found['id']}/complete/")
    assert done.json()["done_at"] is not None
    assert_problem(manager.post(f"{path}{found['id']}/complete/"), 409)
    names = Event.objects.filter(item=report.item, channel="api").values_list("name")
    assert {"report.decided", "report.decision_done"} == {name for (name,) in names}


def test_what_is_no_decision_is_named(manager, report, agent):
    path = f"service_reports/{report.number}/decisions/"
    for body, field in (
        ({}, "text"),
        ({"text": "x", "owner": agent.person.pk}, "due_on"),
        ({"text": "x", "due_on": "soon"}, "due_on"),
    ):
        errors = assert_problem(manager.post(path, body), 400)["errors"]
        assert errors[0]["field"] == field
    assert not ReportDecision.objects.exists()


def test_a_reader_decides_nothing(program, report, auditor, representative):
    path = f"service_reports/{report.number}/decisions/"
    for user in (auditor, representative):
        assert_problem(program(user).post(path, {"text": "x"}), 403)
    assert_problem(program(representative).get(path), 403)
    assert ServiceReport.objects.get().issued_at == datetime(
        2026, 4, 1, 0, 5, tzinfo=UTC
    )
