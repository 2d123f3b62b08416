"""What is altered behind the portal is named, whatever was recorded later."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import transaction

from catalogue.services import edit_service
from core.periods import days
from incidents.services import write_on_incident
from reporting.models import ReportDecision, ServiceReport
from reporting.services import decide_on_report, issue_report, make_pack
from slm.models import Point
from slm.services import start_new_version
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH
from tests.reporting.test_packs import alter, verify

pytestmark = pytest.mark.django_db
LATER = FIRST_OF_APRIL + 2 * HOUR


@pytest.fixture
def noted(month, agent):
    """The late incident of March, with a note; it was held and is resolved."""
    late = month["late"]
    write_on_incident(
        number=late.number, text="x", visibility="public", actor=agent, at=LATER - HOUR
    )
    return late


@pytest.fixture
def made(noted, customer, service_level_manager, auditor):
    """A pack over all clauses, with a report and a decision on it."""
    about = {"actor": service_level_manager, "at": LATER}
    report = issue_report(customer=customer, month=MARCH, **about)
    decide_on_report(number=report.number, text="Train.", **about)
    return make_pack(
        clauses=["6.1", "6.2", "8.1"],
        period=days(date(2026, 3, 1), date(2026, 4, 1)),
        prepared_for="x",
        actor=auditor,
        at=LATER,
    )


@pytest.fixture
def later(made, noted, agreement, service, agent, service_level_manager):
    """The pack after which each of its records got another event."""
    about = {"actor": service_level_manager, "at": LATER + HOUR}
    write_on_incident(
        number=noted.number,
        text="Since.",
        visibility="internal",
        actor=agent,
        at=LATER + HOUR,
    )
    start_new_version(number=agreement.number, **about)
    edit_service(number=service.number, summary="Since.", **about)
    report = ServiceReport.objects.get()
    decide_on_report(number=report.number, text="Hire.", **about)
    return made


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


RECORD = {
    "title": "x",
    "description": "x",
    "state": "closed",
    "phase": "void",
    "priority": 1,
    "impact": 1,
    "urgency": 1,
    "priority_reason": "x",
    "service_id": None,
    "customer_id": 987654,
    "requester_id": 987654,
    "category_id": 987654,
    "team_id": None,
    "assignee_id": 987654,
    "contact_channel": "mail",
    "opened_at": "SELECT now()",
    "resolved_at": "SELECT now()",
    "expected_at": "SELECT now()",
    "reopen_count": 7,
    "is_confidential": True,
}
CLOCK = {
    "metric": "first_response",
    "leg": "ola",
    "budget_seconds": 1,
    "mode": "void",
    "stopped_at": "SELECT now()",
    "due_at": "SELECT now()",
    "late_from": "SELECT now()",
    "elapsed_seconds": 1,
    "paused_seconds": 1,
    "excluded_seconds": 1,
    "verdict": "met",
    "verdict_at": "SELECT now()",
    "was_relaxed": True,
}
TABLES: dict[str, tuple[str, dict[str, Any]]] = {
    "records_record": ("item_id", RECORD),
    "incidents_incident": (
        "record_ptr_id",
        {"resolution": "y", "close_code": "workaround"},
    ),
    "records_entry": (
        "record_id",
        {"text": "y", "visibility": "internal", "written_at": "SELECT now()"}
        | {"is_automatic": True, "author_id": 987654},
    ),
    "records_holding": (
        "record_id",
        {"team_id": None, "from_at": "SELECT now()", "to_at": "SELECT now()"}
        | {"person_id": 987654},
    ),
    "slm_clock": ("record_id", CLOCK),
    "core_event": ("item_id", {"occurred_at": "SELECT now()", "channel": "mail"}),
}


def assert_each_is_named(
    table: str, where: str, fields: dict[str, Any], number: str, path
):
    for field, value in fields.items():
        is_query = isinstance(value, str) and value.startswith("SELECT ")
        spelled, values = (f"({value})", []) if is_query else ("%s", [value])
        with undone():
            alter(f"UPDATE {table} SET {field} = {spelled} WHERE {where}", *values)
            with pytest.raises(CommandError) as refused:
                verify(path)
            assert number in str(refused.value), field


@pytest.mark.parametrize("table", TABLES)
def test_every_field_of_an_incident(later, noted, table):
    owner, fields = TABLES[table]
    newest = "" if table != "records_entry" else " AND text = 'x'"
    if table == "core_event":
        newest = " AND name = 'records.opened'"
    where = f"{owner} = {noted.pk}{newest}"
    assert_each_is_named(table, where, fields, noted.number, later.pdf.path)


def test_every_field_of_a_ledger_point(later, noted):
    point = Point.objects.filter(clock__record=noted.pk)[0]
    fields = {"at": "SELECT now()", "mode": "void", "budget_seconds": 1}
    assert_each_is_named(
        "slm_point",
        f"id = {point.pk}",
        {**fields, "held_by_id": None, "seq": 99},
        noted.number,
        later.pdf.path,
    )


def test_every_field_of_an_agreement(later, agreement):
    version = agreement.versions.get(number=1)
    agreed = {"title": "x", "time_zone": "UTC", "provider_id": 1, "customer_id": 987654}
    day = "SELECT current_date"
    fields: dict[tuple[str, str], dict[str, Any]] = {
        ("slm_agreement", f"item_id = {agreement.pk}"): agreed,
        ("slm_agreementversion", f"id = {version.pk}"): {
            "status": "expired", "valid_from": day, "valid_to": day, "summary": "x",
            "end_reason": "x", "activated_at": "SELECT now()", "activated_by_id": 987654,
        },
        ("slm_target", f"version_id = {version.pk}"): {
            "name": "x", "metric": "first_response", "goal_percent": 1, "pauses": [],
            "service_id": 987654,
        },
        ("slm_targetbudget", f"target_id = {version.targets.get().pk}"): {
            "seconds": 9
        },
    }  # fmt: skip
    for (table, where), values in fields.items():
        assert_each_is_named(table, where, values, agreement.number, later.pdf.path)


def test_every_field_of_a_service(later, service):
    fields = {
        "name": "x",
        "description": "y",
        "owner_id": 987654,
        "criticality": 9,
        "state": "retired",
        "service_hours_id": 987654,
    }
    where = f"item_id = {service.pk}"
    path = later.pdf.path
    assert_each_is_named("catalogue_service", where, fields, service.number, path)
    other = {"customer_id": 987654}
    where = f"service_id = {service.pk}"
    assert_each_is_named("catalogue_entitlement", where, other, service.number, path)


def test_every_field_of_a_report_and_its_file(later):
    report = ServiceReport.objects.get()
    fields = {
        "data": "{}",
        "data_hash": "x",
        "reason": "x",
        "issued_at": "SELECT now()",
    }
    where = f"item_id = {report.pk}"
    path = later.pdf.path
    assert_each_is_named("reporting_servicereport", where, fields, report.number, path)
    decision = ReportDecision.objects.get(text="Train.")
    told = {"text": "x", "due_on": "SELECT current_date", "done_at": "SELECT now()"}
    where = f"id = {decision.pk}"
    assert_each_is_named("reporting_reportdecision", where, told, report.number, path)
    report.pdf.storage.delete(str(report.pdf.name))
    with pytest.raises(CommandError, match=f"^Altered: {report.number}$"):
        verify(path)


NAMES = {
    "organisation": "accounts_organisation SET name = 'x' WHERE is_customer",
    "person": "accounts_person SET name = 'x' WHERE name = 'Rita Requester'",
    "team": "accounts_team SET name = 'x'",
    "user": "core_user SET name = 'x'",
    "calendar": "calendars_calendar SET name = 'x'",
    "hours": "calendars_calendarversion SET definition = '{}'",
}


def test_every_name_and_the_hours_that_are_printed(later):
    for kind, sql in NAMES.items():
        with undone():
            alter(f"UPDATE {sql}")
            with pytest.raises(CommandError, match=f"Altered: .*{kind} "):
                verify(later.pdf.path)


def test_a_row_that_is_gone(later, noted):
    clocks = "(SELECT id FROM slm_clock WHERE record_id = %s)"
    for statements in (
        ["records_entry WHERE record_id = %s"],
        ["records_holding WHERE record_id = %s"],
        [
            f"slm_point WHERE clock_id IN {clocks}",
            f"slm_crossing WHERE clock_id IN {clocks}",
            "slm_clock WHERE record_id = %s",
        ],
        [
            "core_eventdata WHERE event_id IN (SELECT id FROM core_event"
            " WHERE item_id = %s AND name = 'records.opened')"
        ],
    ):
        with undone():
            for statement in statements:
                alter(f"DELETE FROM {statement}", noted.pk)
            with pytest.raises(CommandError, match=f"^Altered: {noted.number}$"):
                verify(later.pdf.path)


def test_the_pack_itself(later):
    for sql, named in (
        ("reporting_evidencepack SET pdf_hash = 'x'", later.number),
        (
            "reporting_evidencepack SET manifest = manifest || '{\"made_at\": 0}'",
            "manifest.json",
        ),
        ("core_event SET facts = '{}' WHERE name = 'pack.made'", "manifest.json"),
        ("reporting_evidencepack SET trail_head = 'x'", "trail"),
    ):
        with undone():
            alter(f"UPDATE {sql}")
            with pytest.raises(CommandError, match=named):
                verify(later.pdf.path)
