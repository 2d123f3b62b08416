"""Which target a clock runs under, and by whose hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from calendars.hours import Budget
from calendars.services import add_calendar_version, create_calendar
from catalogue.services import create_service
from core.services import deliver_outbox
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident, reopen_incident
from slm.choices import Mode, Verdict
from slm.models import Clock
from slm.selectors import explain_clock
from slm.services import (
    Wording,
    add_target,
    change_target,
    check_clocks,
    edit_draft,
    start_new_version,
    sweep_clocks,
)
from slm.terms import TargetTerms
from slm.wording import verdict_sentences
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, pend, resolve, resume

pytestmark = pytest.mark.django_db
CLOSED_AT_NOON = {"timezone": "UTC", "weekly": {"wed": [["00:00", "12:00"]]}}


@pytest.fixture
def other_service(customer, noon):
    return create_service(
        name="Telephony",
        state="live",
        customers=[customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def fair(service_level_manager, noon):
    """Hours on a single day, and never again."""
    return create_calendar(
        name="Fair",
        definition={
            "timezone": "UTC",
            "weekly": {},
            "special_days": {"2026-03-04": [["09:00", "17:00"]]},
        },
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def for_mail_only(draft, resolution, service, service_level_manager, noon):
    """The agreement promises something for one service alone."""
    terms = replace(resolution, service=service)
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    return draft


def opened(requester, agent, service=None, at=TEN):
    return open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=at,
    )


def test_a_clock_whose_target_comes_to_apply_late_starts_at_the_opening(
    for_mail_only, requester, agent, service
):
    incident = opened(requester, agent)
    assert not Clock.objects.exists()
    pend(incident, agent, TEN + HOUR)
    resume(incident, agent, TEN + 2 * HOUR)
    classify(incident, agent, TEN + 3 * HOUR, service=service)
    resolve(incident, agent, TEN + 4 * HOUR)

    clock = clock_of(incident)
    assert clock.started_at == TEN
    assert (clock.elapsed_seconds, clock.paused_seconds) == (3 * 3600, 3600)


def test_a_service_for_which_nothing_is_promised_makes_it_void(
    for_mail_only, requester, agent, service, other_service
):
    incident = opened(requester, agent, service)
    classify(incident, agent, TEN + HOUR, service=other_service)
    assert clock_of(incident).verdict == Verdict.VOID
    classify(incident, agent, TEN + 2 * HOUR, service=service)

    clock = clock_of(incident)
    assert (clock.mode, clock.verdict) == (Mode.RUNNING, Verdict.OPEN)
    assert clock.due_at == TEN + 9 * HOUR


def test_a_superseding_agreement_touches_only_what_is_opened_later(
    agreement, incident, requester, agent, resolution, service_level_manager
):
    def act(service, **values):
        return service(
            number=agreement.number, actor=service_level_manager, at=TEN, **values
        )

    act(start_new_version)
    wording = Wording(valid_from=date(2026, 3, 10))
    draft = agreement.versions.drafts().get()
    act(edit_draft, title=agreement.title, wording=wording)
    target = draft.targets.get()
    stricter = replace(resolution, budgets={None: Budget(3600)})
    act(change_target, target_id=target.pk, terms=stricter)
    act(put_into_force)

    later = opened(requester, agent, at=datetime(2026, 3, 10, 9, tzinfo=UTC))
    classify(incident, agent, datetime(2026, 3, 11, tzinfo=UTC), impact=1, urgency=1)
    assert clock_of(later).budget_seconds == 3600
    assert clock_of(incident).budget_seconds == 4 * 3600


def test_the_verdict_is_by_the_target_in_force_at_the_stop(incident, agent):
    classify(incident, agent, TEN + HOUR, impact=1, urgency=1)
    resolve(incident, agent, TEN + 5 * HOUR)
    assert clock_of(incident).verdict == Verdict.BREACHED
    classify(incident, agent, TEN + 6 * HOUR, impact=3, urgency=2, reason="x")

    assert clock_of(incident).verdict == Verdict.BREACHED


def test_after_a_breach_reopening_keeps_it_breached_and_the_overrun_grows(
    incident, agent
):
    resolve(incident, agent, TEN + 9 * HOUR)
    late_from = clock_of(incident).late_from
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 11 * HOUR)
    resolve(incident, agent, TEN + 12 * HOUR)

    clock = clock_of(incident)
    reading = explain_clock(clock, at=TEN + 13 * HOUR).reading
    assert (clock.late_from, clock.verdict) == (late_from, Verdict.BREACHED)
    assert (reading.overrun, reading.gap) == (2 * 3600, 2 * 3600)


def test_a_working_day_budget_is_counted_in_seconds_from_then_on(
    draft, office, requester, agent, service_level_manager, noon
):
    days = TargetTerms("resolution", office, {None: Budget(working_days=2)})
    add_target(number=draft.number, terms=days, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)

    clock = clock_of(opened(requester, agent))
    assert (clock.budget_seconds, clock.due_at) == (48 * 3600, TEN + 48 * HOUR)


def test_more_working_days_than_the_calendar_has_last_as_long_as_it_has_hours(
    draft, fair, requester, agent, service_level_manager, noon
):
    terms = TargetTerms("resolution", fair, {None: Budget(working_days=3)})
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)

    assert clock_of(opened(requester, agent)).due_at == TEN + 8 * HOUR


def test_a_clock_that_can_never_be_due_says_so(
    draft, fair, requester, agent, service_level_manager, noon
):
    terms = TargetTerms("resolution", fair, {None: Budget(9 * 3600)})
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    told = explain_clock(clock_of(opened(requester, agent)), at=TEN + HOUR)

    assert told.reading.due_at is None
    assert "8 h are left; due on –." in " ".join(verdict_sentences(told))


def test_met_at_the_very_end_of_hours_and_breached_a_service_second_later(
    draft, office, requester, agent, service_level_manager, resolution, noon
):
    weekly = {day: [["09:00", "17:00"]] for day in ("wed", "fri")}
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": weekly},
        valid_from=noon,
        actor=service_level_manager,
        at=noon,
    )
    add_target(
        number=draft.number, terms=resolution, actor=service_level_manager, at=noon
    )
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    met, late = (opened(requester, agent, at=friday) for _place in range(2))
    reopening = friday + 5 * 24 * HOUR
    resolve(met, agent, friday + 30 * HOUR)
    resolve(late, agent, reopening + timedelta(seconds=1))

    assert clock_of(met).verdict == Verdict.MET
    clock = clock_of(late)
    assert clock.due_at == friday + 8 * HOUR
    assert clock.verdict_at == reopening + timedelta(seconds=1)


def test_a_new_calendar_version_moves_what_is_due_of_open_clocks_only(
    incident, requester, agent, service_level_manager, office
):
    stopped = opened(requester, agent)
    resolve(stopped, agent, TEN + HOUR)
    add_calendar_version(
        number=office.number,
        definition=CLOSED_AT_NOON,
        valid_from=TEN + 2 * HOUR,
        actor=service_level_manager,
        at=TEN,
    )
    at = datetime.now(UTC) + HOUR
    deliver_outbox(at=at)

    clock = clock_of(incident)
    assert clock.due_at == datetime(2026, 3, 11, 5, tzinfo=UTC)
    assert clock_of(stopped).elapsed_seconds == 3600
    assert list(check_clocks(at=at)) == []


def test_thresholds_that_carried_time_has_passed_are_dated_at_the_change(
    incident, agent
):
    sweep_clocks(at=TEN + 5 * HOUR)
    classify(incident, agent, TEN + 5 * HOUR, impact=1, urgency=1)
    soon = TEN + 5 * HOUR + timedelta(minutes=30)
    classify(incident, agent, soon, impact=3, urgency=2, reason="x")
    classify(incident, agent, TEN + 7 * HOUR, impact=1, urgency=1)

    carried = clock_of(incident).crossings.filter(is_carried=True)
    assert {row.crossed_at for row in carried} == {TEN + 5 * HOUR}
    assert sorted(carried.values_list("percent")) == [(50,), (75,), (100,)]
    notifying = [row.event.facts["notifies"] for row in carried.order_by("percent")]
    assert notifying == [False, False, True]


def test_lowering_the_priority_after_75_percent_needs_a_reason(incident, agent):
    classify(incident, agent, TEN + HOUR, impact=1, urgency=1)
    with pytest.raises(ValidationError) as refused:
        classify(incident, agent, TEN + 3 * HOUR, impact=3, urgency=2)

    assert "reason" in refused.value.message_dict
    assert clock_of(incident).budget_seconds == 4 * 3600
    classify(incident, agent, TEN + 3 * HOUR, impact=3, urgency=2, reason="One only.")
    assert clock_of(incident).budget_seconds == 8 * 3600


def test_lowering_it_before_that_or_raising_it_needs_none(incident, agent):
    classify(incident, agent, TEN + HOUR, impact=1, urgency=1)
    classify(incident, agent, TEN + 2 * HOUR, impact=3, urgency=2)
    classify(incident, agent, TEN + 7 * HOUR, impact=1, urgency=1)

    assert clock_of(incident).verdict == Verdict.BREACHED
