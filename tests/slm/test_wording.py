"""What the page of a clock says, to a service level manager and to a customer."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.hours import Budget
from calendars.services import add_calendar_version
from catalogue.services import create_service
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import cancel_incident, open_incident, take_incident
from slm.drawing import ledger_bar
from slm.selectors import explain_clock
from slm.services import add_target
from slm.wording import plain_parts, promise_sentence, verdict_sentences
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, pend, resolve, write

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def told(incident, at, metric="resolution"):
    return explain_clock(clock_of(incident, metric), at=at)


def said(incident, at, metric="resolution") -> str:
    return " ".join(verdict_sentences(told(incident, at, metric)))


def page(client, user, incident, metric="resolution") -> str:
    client.force_login(user)
    html = client.get(f"/manage/clocks/{clock_of(incident, metric).pk}/").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def with_terms(draft, requester, service, agent, service_level_manager, noon):
    """Put targets into force, and open an incident under them."""

    def open_under(*targets, at=TEN, **values):
        who = {"number": draft.number, "actor": service_level_manager, "at": noon}
        for terms in targets:
            add_target(terms=terms, **who)
        put_into_force(**who)
        incident = Incident(title="x", requester=requester.person, service=service)
        return open_incident(incident=incident, actor=agent, at=at)

    return open_under


@pytest.fixture
def weekdays(office, service_level_manager, noon):
    """The same calendar, open on Mondays from nine to five alone."""
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
        valid_from=noon,
        actor=service_level_manager,
        at=noon,
    )
    return office


def test_cancelled_after_the_answer_it_says_when_it_stopped_and_when_it_went_void(
    client, with_terms, resolution, agent
):
    incident = with_terms(replace(resolution, metric="first_response"))
    write(incident, agent, TEN + HOUR)
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + 3 * HOUR)
    shown = page(client, agent, incident, "first_response")

    assert "Void since Wed 4 Mar 2026, 12:00:00" in shown
    assert "10:00:00 Anna Agent wrote a reply – the clock stops" in shown
    assert "12:00:00 Anna Agent cancelled it: x – it no longer counts" in shown
    assert "Stopped Wed 4 Mar 2026, 10:00:00" in shown
    assert "Void since Wed 4 Mar 2026, 12:00:00 Elapsed 1:00:00" in shown


def test_a_few_seconds_that_broke_it_are_said(incident, agent):
    resolve(incident, agent, TEN + 8 * HOUR + 5 * SECOND)

    assert "8 h of service time were promised, 8:00:05 had elapsed" in said(
        incident, TEN + 9 * HOUR
    )


def test_that_nobody_held_it_is_said(incident):
    assert "Nobody held it when the time ran out." in said(incident, TEN + 9 * HOUR)
    assert "held it" not in said(incident, TEN + 7 * HOUR)


def test_of_several_changes_the_one_that_took_the_breach_back_is_named(
    with_terms, resolution, agent
):
    budgets = {1: Budget(4 * 3600), 3: Budget(7 * 3600), None: Budget(9 * 3600)}
    incident = with_terms(replace(resolution, budgets=budgets))
    hours = {1: (1, 1), 5: (3, 2), 6: (3, 1)}
    for hour, (impact, urgency) in hours.items():
        reason = f"Since {hour}."
        values = {"impact": impact, "urgency": urgency, "reason": reason}
        classify(incident, agent, TEN + hour * HOUR, **values)
    resolve(incident, agent, TEN + 6 * HOUR)

    shown = said(incident, TEN + 7 * HOUR)
    assert "Breached on Wed 4 Mar 2026, 13:00:01, then relaxed by 3 h" in shown
    assert "Since 5." in shown
    assert "Since 6." not in shown


def test_opened_outside_hours_it_started_with_the_next_opening(
    client, weekdays, with_terms, resolution, agent
):
    saturday = datetime(2026, 3, 7, 9, tzinfo=UTC)
    incident = with_terms(resolution, at=saturday)

    assert clock_of(incident).started_at == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert "Started Mon 9 Mar 2026, 09:00:00" in page(client, agent, incident)


def test_resolved_before_any_opening_it_never_started_later_than_it_stopped(
    weekdays, with_terms, resolution, agent
):
    saturday = datetime(2026, 3, 7, 9, tzinfo=UTC)
    incident = with_terms(resolution, at=saturday)
    resolve(incident, agent, saturday + HOUR)

    clock = clock_of(incident)
    assert clock.started_at == clock.stopped_at == saturday + HOUR


def test_time_without_a_promise_is_told_apart_from_time_after_a_stop(
    with_terms, resolution, customer, service, agent, noon
):
    other = create_service(
        name="Fax",
        state="live",
        customers=[customer],
        actor=system_user("core"),
        at=noon,
    )
    incident = with_terms(replace(resolution, service=service))
    classify(incident, agent, TEN + HOUR, service=other)
    classify(incident, agent, TEN + 3 * HOUR, service=service)

    shown = said(incident, TEN + 4 * HOUR)
    assert "For 2 h of service time nothing was promised" in shown
    assert "taking it up again" not in shown
    parts = dict(plain_parts(told(incident, TEN + 4 * HOUR)))
    assert parts["nothing was promised for it"] == 2 * 3600
    assert sum(parts.values()) == 4 * 3600


def test_a_late_promise_says_when_it_was_made(
    client, with_terms, resolution, agent, requester, service
):
    with_terms(replace(resolution, service=service))
    incident = open_incident(
        incident=Incident(title="y", requester=requester.person), actor=agent, at=TEN
    )
    classify(incident, agent, TEN + HOUR, service=service)

    shown = page(client, agent, incident)
    assert "known since Wed 4 Mar 2026, 10:00:00, counted from here" in shown


def test_what_moved_it_at_one_instant_is_all_there(client, incident, agent):
    take_incident(number=incident.number, actor=agent, at=TEN)
    shown = page(client, agent, incident)

    assert "opened it for Rita Requester (phone)" in shown.lower().replace(
        "rita requester", "Rita Requester"
    )
    assert "Anna Agent took it" in shown


def test_every_row_names_agreement_calendar_and_their_versions(
    client, agreement, office, incident, agent
):
    shown = page(client, agent, incident)

    assert f"{agreement.number}, version 1 · 8 h · Office, version 1" in shown


def test_a_pause_for_somebody_else_is_not_laid_at_the_customers_door(
    with_terms, resolution, agent
):
    incident = with_terms(replace(resolution, pauses=("customer", "supplier")))
    pend(incident, agent, TEN + HOUR, waiting_for="supplier")
    now = told(incident, TEN + 2 * HOUR)

    assert promise_sentence(now).startswith("Our time stands still as we agreed: 1 h")
    assert dict(plain_parts(now))["it waited, as we agreed it may"] == 3600


def test_the_bar_says_the_words_of_the_table(incident):
    chart = ledger_bar(told(incident, TEN + HOUR))

    assert chart
    titles = [mark.title for mark in chart.marks]
    assert any(title.startswith("Running: Wed 4 Mar") for title in titles)
