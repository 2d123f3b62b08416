"""What becomes of a clock when nothing is promised, not yet or no more."""

from dataclasses import replace

import pytest

from calendars.hours import Budget
from catalogue.services import create_service
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import cancel_incident, open_incident, reopen_incident
from slm.choices import Mode, Verdict
from slm.models import Agreement, Clock
from slm.selectors import explain_clock
from slm.services import (
    Wording,
    add_target,
    check_clocks,
    create_agreement,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, hold, pend, resolve, write
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db
NOW = TEN + 40 * HOUR


@pytest.fixture
def telephony(customer, noon):
    """A service for which nothing is promised."""
    return create_service(
        name="Telephony",
        state="live",
        customers=[customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def for_mail_only(draft, resolution, office, service, service_level_manager, noon):
    """The agreement promises a response and a resolution for one service alone."""
    response = TargetTerms("first_response", office, {None: Budget(2 * 3600)})
    for terms in (resolution, response):
        add_target(
            number=draft.number,
            terms=replace(terms, service=service),
            actor=service_level_manager,
            at=noon,
        )
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    return draft


@pytest.fixture
def opened(for_mail_only, requester, agent):
    def open_for(service):
        return open_incident(
            incident=Incident(title="x", requester=requester.person, service=service),
            actor=agent,
            at=TEN,
        )

    return open_for


def read(clock):
    return explain_clock(clock, at=NOW).reading


def is_consistent() -> bool:
    sweep_clocks(at=NOW)
    return list(check_clocks(at=NOW)) == []


def test_a_lost_promise_is_not_met_by_resolving(opened, agent, service, telephony):
    incident = opened(service)
    classify(incident, agent, TEN + HOUR, service=telephony)
    resolve(incident, agent, TEN + 2 * HOUR)

    clock = clock_of(incident)
    assert (clock.mode, clock.verdict) == (Mode.VOID, Verdict.VOID)
    assert clock.verdict_at == TEN + HOUR
    assert clock_of(incident, "first_response").verdict == Verdict.VOID
    assert is_consistent()


def test_resolved_without_a_promise_that_comes_back_it_is_judged_by_what_counted(
    opened, agent, service, telephony
):
    incident = opened(service)
    classify(incident, agent, TEN + HOUR, service=telephony)
    resolve(incident, agent, TEN + 3 * HOUR)
    classify(incident, agent, TEN + 4 * HOUR, service=service)

    clock = clock_of(incident)
    assert (clock.mode, clock.verdict) == (Mode.STOPPED, Verdict.MET)
    assert clock.elapsed_seconds == 3600
    assert is_consistent()


def test_answered_without_a_promise_a_response_does_not_run_on(
    opened, agent, service, telephony
):
    incident = opened(service)
    classify(incident, agent, TEN + HOUR, service=telephony)
    write(incident, agent, TEN + 2 * HOUR)
    classify(incident, agent, TEN + 3 * HOUR, service=service)

    clock = clock_of(incident, "first_response")
    assert (clock.mode, clock.verdict) == (Mode.STOPPED, Verdict.MET)
    assert is_consistent()


def test_back_and_forth_only_what_was_promised_counts(
    opened, agent, service, telephony
):
    incident = opened(service)
    for hour, wanted in ((1, telephony), (2, service), (4, telephony), (7, service)):
        classify(incident, agent, TEN + hour * HOUR, service=wanted)
    resolve(incident, agent, TEN + 8 * HOUR)

    reading = read(clock_of(incident))
    assert (reading.elapsed, reading.unpromised) == (4 * 3600, 4 * 3600)
    assert is_consistent()


def test_cancelled_after_the_answer_it_is_void_since_then(opened, agent, service):
    incident = opened(service)
    write(incident, agent, TEN + HOUR)
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + 3 * HOUR)

    clock = clock_of(incident, "first_response")
    assert clock.stopped_at == clock.verdict_at == TEN + 3 * HOUR
    assert is_consistent()


def test_a_promise_that_comes_late_is_broken_when_it_comes(
    opened, agent, team, service, telephony
):
    incident = opened(telephony)
    hold(incident, agent, team, TEN)
    classify(incident, agent, TEN + 9 * HOUR, service=service)

    clock = clock_of(incident)
    assert clock.verdict_at == TEN + 9 * HOUR
    marks = clock.crossings.values_list("percent", "crossed_at", "is_carried")
    assert sorted(marks) == [(p, TEN + 9 * HOUR, True) for p in (50, 75, 100)]
    assert is_consistent()


def test_a_promise_that_comes_after_the_solution_is_met_at_the_solution(
    opened, agent, service, telephony
):
    incident = opened(telephony)
    resolve(incident, agent, TEN + HOUR)
    classify(incident, agent, TEN + 9 * HOUR, service=service)

    clock = clock_of(incident)
    assert (clock.verdict, clock.verdict_at) == (Verdict.MET, TEN + HOUR)
    assert is_consistent()


def test_the_ledger_says_what_brought_a_late_promise(opened, agent, service, telephony):
    incident = opened(telephony)
    pend(incident, agent, TEN + HOUR)
    classify(incident, agent, TEN + 2 * HOUR, service=service)

    told = explain_clock(clock_of(incident), at=TEN + 3 * HOUR)
    first, waiting, since = told.lines
    assert first.causes == since.causes != waiting.causes
    assert (first.start, since.start) == (TEN, TEN + 2 * HOUR)
    assert (told.reading.elapsed, told.reading.paused) == (3600, 2 * 3600)


def test_a_promise_of_a_team_that_comes_late_counts_since_it_took_hold(
    opened, agent, team, service, provider, office, service_level_manager, noon
):
    within = create_agreement(
        agreement=Agreement(leg="ola", title="x", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    terms = TargetTerms("resolution", office, {1: Budget(3 * 3600)})
    add_target(number=within.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=within.number, actor=service_level_manager, at=noon)
    incident = opened(service)
    hold(incident, agent, team, TEN + HOUR)
    assert not Clock.objects.filter(leg="ola").exists()
    classify(incident, agent, TEN + 3 * HOUR, impact=1, urgency=1)

    clock = clock_of(incident, leg="ola", team=team)
    assert (clock.started_at, clock.due_at) == (TEN + HOUR, TEN + 4 * HOUR)
    assert is_consistent()


def test_a_target_for_priority_one_alone_is_lost_with_it(
    draft, resolution, requester, service, agent, service_level_manager, noon
):
    only = replace(resolution, budgets={1: Budget(4 * 3600)})
    add_target(number=draft.number, terms=only, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    values = {"requester": requester.person, "service": service}
    incident = open_incident(
        incident=Incident(title="x", impact=1, urgency=1, **values), actor=agent, at=TEN
    )
    classify(incident, agent, TEN + HOUR, impact=3, urgency=2)
    resolve(incident, agent, TEN + 2 * HOUR)
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 3 * HOUR)
    assert clock_of(incident).verdict == Verdict.VOID
    classify(incident, agent, TEN + 5 * HOUR, impact=1, urgency=1)

    assert clock_of(incident).due_at == TEN + 8 * HOUR
    assert is_consistent()
