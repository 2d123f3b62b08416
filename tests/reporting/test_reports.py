"""The monthly report: frozen, revised with a reason, decided on."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from core.canonical import canonical_json, sha256
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.services import classify_incident
from records.models import Rating
from reporting.models import ServiceReport
from reporting.selectors import present, service_report_figures
from reporting.services import (
    complete_decision,
    decide_on_report,
    issue_report,
)
from tests.reporting.conftest import FIRST_OF_APRIL, MARCH, TENTH

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(month, customer, service_level_manager):
    return issue_report(
        customer=customer,
        month=MARCH,
        actor=service_level_manager,
        at=FIRST_OF_APRIL,
    )


def again(report, actor, reason="", at=FIRST_OF_APRIL):
    return issue_report(
        customer=report.customer, month=MARCH, reason=reason, actor=actor, at=at
    )


def test_a_report_freezes_the_figures_of_the_month(report):
    totals, work = report.data["totals"], report.data["workload"]

    assert (totals["n"], totals["met"], totals["breached"]) == (4, 2, 2)
    assert (totals["void"], totals["share"]) == (1, "0.5000")
    assert (work["opened"], work["resolved"], work["backlog"]) == (5, 3, 1)
    assert [row["blamed"] for row in report.data["breaches"]] == ["Service desk"] * 2
    assert report.data["satisfaction"] is None
    assert report.data_hash == sha256(canonical_json(report.data))


def test_the_same_ledger_gives_the_same_bytes(report, customer):
    figures = service_report_figures(customer=customer, service=None, month=MARCH)

    assert canonical_json(figures) == canonical_json(report.data)


def test_the_trend_ends_with_the_month_and_counts_like_it(report):
    last = report.data["trend"][-1]

    assert len(report.data["trend"]) == 12
    assert (last["month"], last["n"], last["share"]) == ("2026-03-01", 4, "0.5000")
    assert (last["opened"], last["resolved"]) == (5, 3)


def test_what_moved_to_another_since_still_counts_where_it_was(
    report, month, customer, other_customer, agent
):
    classify_incident(
        number=month["late"].number,
        customer=other_customer,
        actor=agent,
        at=FIRST_OF_APRIL + timedelta(hours=1),
    )
    figures = service_report_figures(customer=customer, service=None, month=MARCH)
    others = service_report_figures(customer=other_customer, service=None, month=MARCH)

    assert canonical_json(figures) == canonical_json(report.data)
    assert others["totals"]["n"] == 0


def test_ratings_of_the_month_are_its_satisfaction(month, customer, requester):
    for name, score in (("met", 5), ("late", 2)):
        Rating.objects.create(
            record=month[name], person=requester.person, score=score, rated_at=TENTH
        )
    figures = service_report_figures(customer=customer, service=None, month=MARCH)

    assert figures["satisfaction"] == {"count": 2, "mean": "3.50"}


def test_issuing_is_recorded(report, service_level_manager):
    event = Event.objects.get(name="report.issued", item=report.item)

    assert event.actor == service_level_manager
    assert event.facts["month"] == "2026-03-01"
    assert event.changes["data_hash"] == [None, report.data_hash]


def test_only_a_service_level_manager_issues_reports(month, customer, agent):
    with pytest.raises(PermissionDenied):
        issue_report(customer=customer, month=MARCH, actor=agent, at=FIRST_OF_APRIL)


def test_a_month_that_is_not_over_is_refused(month, customer, service_level_manager):
    with pytest.raises(ValidationError, match="not over"):
        issue_report(
            customer=customer, month=MARCH, actor=service_level_manager, at=TENTH
        )


def test_a_month_is_named_by_its_first_day(month, customer, service_level_manager):
    with pytest.raises(ValidationError, match="first day"):
        issue_report(
            customer=customer,
            month=date(2026, 2, 3),
            actor=service_level_manager,
            at=FIRST_OF_APRIL,
        )


def test_issuing_again_needs_a_reason(report, service_level_manager):
    with pytest.raises(ValidationError, match="say why"):
        again(report, service_level_manager, " ")
    assert ServiceReport.objects.count() == 1


def test_with_a_reason_it_becomes_a_revision(report, service_level_manager):
    second = again(report, service_level_manager, "A late entry.")

    assert (second.revision, second.reason) == (2, "A late entry.")
    assert second.data_hash == report.data_hash
    assert list(second.revisions()) == [second, report]


def test_a_report_cannot_be_changed(report):
    with pytest.raises(InternalError):
        ServiceReport.objects.filter(pk=report.pk).update(revision=9)


def test_the_pdf_says_the_same_as_the_page(report, client, service_level_manager):
    client.force_login(service_level_manager)
    page = client.get(f"/manage/reports/{report.number}/").content.decode()
    pdf = client.get(f"/manage/reports/{report.number}/pdf/")
    paper = PdfReader(BytesIO(b"".join(pdf.streaming_content)))
    text = " ".join(" ".join(one.extract_text().split()) for one in paper.pages)

    for figure in ("50.0 %", "2 of 4 clocks", "2 h", month_words(report)):
        assert figure in text.replace("\xa0", " ")
        assert figure in page.replace("\xa0", " ")
    for breach in report.data["breaches"]:
        assert breach["number"] in text
        assert breach["number"] in page


def test_nobody_waits_for_the_customer_while_its_report_is_made(
    files, customer, service_level_manager
):
    with CaptureQueriesContext(connection) as captured:
        issue_report(
            customer=customer,
            month=MARCH,
            actor=service_level_manager,
            at=FIRST_OF_APRIL,
        )

    waited = [one["sql"] for one in captured if "FOR NO KEY UPDATE" in one["sql"]]
    assert not any('"accounts_organisation"' in sql for sql in waited)
    assert any("pg_advisory_xact_lock" in one["sql"] for one in captured)


def test_many_breaches_are_told_by_gravity_and_none_is_left_out(report, monkeypatch):
    one = report.data["breaches"][0]
    data = {
        **report.data,
        "breaches": [
            {**one, "number": f"{priority}-{overrun}", "priority": priority}
            | {"overrun": overrun, "blamed": "Desk" if overrun else ""}
            for priority, overrun in ((3, 60), (1, 0), (None, 90), (3, 70))
        ],
    }
    monkeypatch.setattr("reporting.selectors.presentation.IN_FULL", 2)

    shown = present(data)

    assert [row["number"] for row in shown.breaches] == ["1-0", "3-70"]
    assert [row["number"] for row in shown.further_breaches] == ["3-60", "None-90"]
    assert shown.holders == [("Desk", 3), ("nobody", 1)]
    page = render_to_string("reporting/_report_breaches.html", {"shown": shown})
    assert all(row["number"] in page for row in data["breaches"])


def test_a_promise_in_days_is_told_in_days(report):
    one = {**report.data["breaches"][0], "promised_days": 2, "until_closing": True}

    shown = present({**report.data, "breaches": [one]})
    page = render_to_string("reporting/_report_breaches.html", {"shown": shown})
    assert "2 working days, until closing (8 h)" in page.replace("\xa0", " ")


def month_words(report):
    return f"{report.month:%B %Y}"


@pytest.fixture
def decision(report, service_level_manager):
    return decide_on_report(
        number=report.number,
        text="Train the desk.",
        owner=service_level_manager.person,
        due_on=date(2026, 4, 10),
        actor=service_level_manager,
        at=FIRST_OF_APRIL,
    )


def test_a_decision_is_kept_and_recorded(decision, report):
    event = Event.objects.get(name="report.decided", item=report.item)

    assert report.decisions.get() == decision
    assert event.data.values == {"text": "Train the desk."}
    assert decision.is_overdue(date(2026, 4, 11))
    assert not decision.is_overdue(date(2026, 4, 10))


def test_what_is_to_be_done_needs_a_day(report, service_level_manager):
    with pytest.raises(ValidationError, match="until when"):
        decide_on_report(
            number=report.number,
            text="x",
            owner=service_level_manager.person,
            actor=service_level_manager,
            at=FIRST_OF_APRIL,
        )


def test_an_auditor_decides_nothing(report, auditor):
    with pytest.raises(PermissionDenied):
        decide_on_report(
            number=report.number, text="x", actor=auditor, at=FIRST_OF_APRIL
        )


def test_carrying_out_a_decision_is_noted_once(decision, service_level_manager):
    at = FIRST_OF_APRIL + timedelta(days=1)
    done = complete_decision(
        decision_id=decision.pk, actor=service_level_manager, at=at
    )

    assert done.done_at == at
    assert Event.objects.filter(name="report.decision_done").count() == 1
    with pytest.raises(TransitionNotAllowed):
        complete_decision(decision_id=decision.pk, actor=service_level_manager, at=at)


def test_a_stranger_does_not_find_the_report(report, decision, stranger):
    with pytest.raises(ServiceReport.DoesNotExist):
        decide_on_report(
            number=report.number, text="x", actor=stranger, at=FIRST_OF_APRIL
        )


def test_representatives_read_their_own_reports_alone(
    report, client, representative, stranger, requester
):
    address = f"/reports/{report.number}/"
    statuses = {}
    for user in (representative, stranger, requester):
        client.force_login(user)
        statuses[user] = [client.get(address + end).status_code for end in ("", "pdf/")]

    assert statuses[representative] == [200, 200]
    assert statuses[stranger] == statuses[requester] == [404, 404]
