from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalogue.services import edit_service, entitle_customer
from core.models import User
from core.periods import days
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    classify_incident,
    edit_incident,
    open_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    set_incident_confidential,
    write_on_incident,
)
from records.services import create_category
from reporting.models import ReportDecision, ServiceReport
from reporting.services import (
    complete_decision,
    decide_on_report,
    issue_report,
    make_pack,
)
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    edit_draft,
    report_outage,
    start_new_version,
    sweep_clocks,
)
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.conftest import agreement, availability, draft, office, resolution

__all__ = ["agreement", "availability", "draft", "office", "resolution"]

MARCH = date(2026, 3, 1)
HOUR = timedelta(hours=1)
# The calendar is open around the clock, in UTC: sums are done by hand.
TENTH = datetime(2026, 3, 10, 8, tzinfo=UTC)
FIRST_OF_APRIL = datetime(2026, 4, 1, 0, 5, tzinfo=UTC)
LATER = FIRST_OF_APRIL + 2 * HOUR


@pytest.fixture(autouse=True)
def stored_apart(tmp_path, settings):
    """Keep what tests make out of the portal's own files."""
    folder = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    return tmp_path


def an_incident(agent: User, requester: User, at: datetime, **values) -> Incident:
    incident = Incident(**{"title": "Mail is slow", "requester": requester.person})
    for name, value in values.items():
        setattr(incident, name, value)
    return open_incident(incident=incident, actor=agent, at=at)


def resolved(incident: Incident, agent: User, at: datetime) -> Incident:
    return resolve_incident(
        number=incident.number, resolution="x", close_code="solved", actor=agent, at=at
    )


def paused_for(pause: timedelta, incident: Incident, agent: User, at: datetime) -> None:
    pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="x",
        expected_at=at + pause,
        actor=agent,
        at=at,
    )
    resume_incident(number=incident.number, actor=agent, at=at + pause)


@pytest.fixture
def month(agreement, agent, requester, service, team):
    """
    March, counted by hand: 8 h for resolution of anything below priority 1.

    Met after 2 h; met after 12 h of which 6 h were paused; breached after 10 h, by
    2 h; breached and open, late from 16:00:01 on the 31st; and one void.
    """
    opened = {"service": service, "team": team}
    met = an_incident(agent, requester, TENTH, title="Met", **opened)
    resolved(met, agent, TENTH + 2 * HOUR)
    paused = an_incident(agent, requester, TENTH + HOUR, title="Paused", **opened)
    paused_for(6 * HOUR, paused, agent, TENTH + 2 * HOUR)
    resolved(paused, agent, TENTH + 13 * HOUR)
    late = an_incident(agent, requester, TENTH + 2 * HOUR, title="Late", **opened)
    resolved(late, agent, TENTH + 12 * HOUR)
    void = an_incident(agent, requester, TENTH + 3 * HOUR, title="Void", **opened)
    cancel_incident(number=void.number, reason="x", actor=agent, at=TENTH + 4 * HOUR)
    at = datetime(2026, 3, 31, 8, tzinfo=UTC)
    open_one = an_incident(agent, requester, at, title="Open", **opened)
    sweep_clocks(at=FIRST_OF_APRIL)
    made = {"met": met, "paused": paused, "late": late, "void": void}
    return {**made, "open": open_one}


@pytest.fixture
def noted(month, agent):
    """The late incident of March, with a note; it was held and is resolved."""
    late = month["late"]
    write_on_incident(
        number=late.number, text="x", visibility="public", actor=agent, at=LATER - HOUR
    )
    return late


@pytest.fixture
def made(month, noted, agent, customer, service_level_manager, auditor):
    """A pack over all clauses, with a report and a decision on it."""
    about = {"actor": service_level_manager, "at": LATER}
    classify_incident(
        number=month["open"].number,
        category=create_category(name="Mail", **about),
        actor=agent,
        at=LATER - HOUR,
    )
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
def worked(made, noted, agent, customer, second_team):
    """The pack after which every kind of act was done to the late incident."""
    by = {"number": noted.number, "actor": agent}
    other = sign_up("Rosa Requester", customer).person
    at = iter(LATER + n * HOUR for n in range(1, 20))
    reopen_incident(**by, reason="Again.", at=next(at))
    write_on_incident(**by, text="Since.", visibility="internal", at=next(at))
    classify_incident(**by, impact=1, urgency=1, reason="All are hit.", at=next(at))
    classify_incident(**by, priority=3, reason="A workaround.", at=next(at))
    edit_incident(**by, title="New", description="Words.", at=next(at))
    edit_incident(
        **by, title="Newer", description="Words.", requester=other, at=next(at)
    )
    set_incident_confidential(**by, is_confidential=True, at=next(at))
    set_incident_confidential(**by, is_confidential=False, at=next(at))
    assign_incident(**by, team=second_team, person=None, at=next(at))
    waiting: dict[str, Any] = {"reason": "x", "expected_at": LATER + timedelta(days=2)}
    resolve_incident(**by, resolution="Done.", close_code="workaround", at=next(at))
    reopen_incident(**by, reason="Again.", at=next(at))
    pend_incident(**by, waiting_for="customer", **waiting, at=next(at))
    return made


@pytest.fixture
def later(worked, agreement, service, other_customer, service_level_manager):
    """The pack after which each of its records got further events."""
    by = {"actor": service_level_manager}
    start_new_version(number=agreement.number, **by, at=LATER + HOUR)
    wording = Wording(valid_from=date(2026, 6, 1), summary="More.")
    edit_draft(
        number=agreement.number, title="New", wording=wording, **by, at=LATER + HOUR
    )
    put_into_force(number=agreement.number, **by, at=LATER + 2 * HOUR)
    edit_service(number=service.number, summary="Since.", name="N", **by, at=LATER)
    entitle_customer(
        number=service.number, customer=other_customer, **by, at=LATER + HOUR
    )
    report = ServiceReport.objects.get()
    complete_decision(
        decision_id=ReportDecision.objects.get().pk, **by, at=LATER + HOUR
    )
    decide_on_report(number=report.number, text="Hire.", **by, at=LATER + HOUR)
    return worked


@pytest.fixture
def promised(draft, availability, service_level_manager, noon):
    """99.9 % of the month, and each interruption restored within an hour on average."""
    who = {"number": draft.number, "actor": service_level_manager, "at": noon}
    restore = replace(availability, metric="restore", goal_value=Decimal(60))
    for terms in (availability, restore):
        add_target(terms=terms, **who)
    put_into_force(**who)
    return draft


@pytest.fixture
def outage(promised, service, agent):
    """Four hours of which one passed until it was known, and two until it was begun."""
    terms = OutageTerms(
        service=service,
        start=TENTH,
        detected_at=TENTH + HOUR,
        responded_at=TENTH + 2 * HOUR,
        repaired_at=TENTH + 3 * HOUR,
        end=TENTH + 4 * HOUR,
        text="Gone.",
    )
    return report_outage(terms=terms, actor=agent, at=TENTH + 5 * HOUR)
