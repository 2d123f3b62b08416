"""Clocks follow records: from events to ledger, cache and thresholds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection

from core.models import Event
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    open_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    start_incident,
)
from records.services import add_entry, lock_record, reclassify_record
from slm.choices import Mode, Verdict
from slm.models import Clock, Crossing, Point
from slm.services import check_clocks, sweep_clocks

pytestmark = pytest.mark.django_db

# A Wednesday, within office hours.
TEN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def incident(agreement, requester, service, agent):
    return open_incident(
        incident=Incident(
            title="Mail does not arrive", requester=requester.person, service=service
        ),
        actor=agent,
        at=TEN,
    )


def clock_of(incident) -> Clock:
    return Clock.objects.get(record=incident.pk, metric="resolution", leg="sla")


def pend(incident, agent, at, waiting_for="customer"):
    return pend_incident(
        number=incident.number,
        waiting_for=waiting_for,
        reason="Asked.",
        expected_at=at + timedelta(days=1),
        actor=agent,
        at=at,
    )


def resolve(incident, agent, at):
    return resolve_incident(
        number=incident.number, resolution="x", close_code="solved", actor=agent, at=at
    )


def test_opening_starts_the_clock_of_the_agreement(incident):
    clock = clock_of(incident)
    assert (clock.mode, clock.started_at) == (Mode.RUNNING, TEN)
    assert clock.due_at == TEN + 8 * HOUR
    assert clock.next_threshold_at == TEN + 4 * HOUR


def test_waiting_for_the_customer_pauses_and_resuming_moves_the_due_instant(
    incident, agent
):
    pend(incident, agent, TEN + HOUR)
    assert clock_of(incident).mode == Mode.PAUSED
    resume_incident(number=incident.number, actor=agent, at=TEN + 3 * HOUR)

    assert clock_of(incident).due_at == TEN + 10 * HOUR


def test_waiting_for_a_supplier_does_not_pause(incident, agent):
    pend(incident, agent, TEN + HOUR, waiting_for="supplier")

    assert clock_of(incident).mode == Mode.RUNNING


def test_resolving_in_time_is_met(incident, agent):
    resolve(incident, agent, TEN + 8 * HOUR)

    clock = clock_of(incident)
    assert (clock.verdict, clock.elapsed_seconds) == (Verdict.MET, 8 * 3600)
    assert clock.verdict_at == TEN + 8 * HOUR


def test_resolving_late_is_breached_from_the_first_late_second(incident, agent):
    resolve(incident, agent, TEN + 9 * HOUR)

    clock = clock_of(incident)
    assert clock.verdict == Verdict.BREACHED
    assert clock.verdict_at == TEN + 8 * HOUR + timedelta(seconds=1)
    crossed = clock.crossings.values_list("percent", flat=True)
    assert sorted(crossed) == [50, 75, 100]


def test_the_sweep_records_each_threshold_once(incident):
    sweep_clocks(at=TEN + 7 * HOUR)
    sweep_clocks(at=TEN + 7 * HOUR)

    crossings = clock_of(incident).crossings.order_by("percent")
    assert [(c.percent, c.crossed_at) for c in crossings] == [
        (50, TEN + 4 * HOUR),
        (75, TEN + 6 * HOUR),
    ]
    names = Event.objects.named("slm.threshold_crossed")
    assert [event.facts["notifies"] for event in names.order_by("id")] == [False, True]


def test_the_sweep_finds_the_breach_of_an_open_clock(incident):
    sweep_clocks(at=TEN + 20 * HOUR)

    clock = clock_of(incident)
    assert (clock.verdict, clock.next_threshold_at) == (Verdict.BREACHED, None)


def test_reopening_after_a_met_stop_may_breach(incident, agent):
    resolve(incident, agent, TEN + 7 * HOUR)
    reopen_incident(
        number=incident.number, reason="Again.", actor=agent, at=TEN + 9 * HOUR
    )

    assert clock_of(incident).due_at == TEN + 10 * HOUR
    resolve(incident, agent, TEN + 11 * HOUR)
    assert clock_of(incident).verdict == Verdict.BREACHED


def test_a_higher_priority_chooses_the_target_anew_and_carries_the_time(
    incident, agent
):
    at = TEN + 5 * HOUR
    record = lock_record(Incident.objects.visible_to(agent), number=incident.number)
    reclassify_record(record, impact=1, urgency=1, actor=agent, at=at)

    clock = clock_of(incident)
    assert (clock.budget_seconds, clock.verdict) == (4 * 3600, Verdict.BREACHED)
    carried = Crossing.objects.filter(clock=clock, is_carried=True)
    assert {crossing.crossed_at for crossing in carried} == {at}
    assert carried.count() == 3


def test_a_breach_relaxed_stays_and_is_said(incident, agent):
    def classify(impact, urgency, at):
        record = lock_record(Incident.objects.visible_to(agent), number=incident.number)
        reclassify_record(
            record, impact=impact, urgency=urgency, reason="x", actor=agent, at=at
        )

    classify(1, 1, TEN + 5 * HOUR)
    classify(3, 2, TEN + 6 * HOUR)
    resolve(incident, agent, TEN + 7 * HOUR)

    clock = clock_of(incident)
    assert (clock.verdict, clock.was_relaxed) == (Verdict.MET, True)


def test_cancelling_makes_the_clock_void(incident, agent):
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + HOUR)

    assert clock_of(incident).verdict == Verdict.VOID


def test_a_late_entry_supersedes_and_withdraws_what_it_uncrosses(
    incident, agent, team_lead
):
    start_incident(number=incident.number, actor=agent, at=TEN)
    sweep_clocks(at=TEN + 9 * HOUR)
    resolve(incident, team_lead, TEN + 3 * HOUR)

    clock = clock_of(incident)
    assert (clock.verdict, clock.elapsed_seconds) == (Verdict.MET, 3 * 3600)
    assert clock.crossings.filter(is_withdrawal=True).count() == 3
    assert list(check_clocks(at=TEN + 20 * HOUR)) == []


def test_a_note_does_not_touch_the_resolution_clock(incident, agent):
    record = lock_record(Incident.objects.visible_to(agent), number=incident.number)
    add_entry(record, text="x", visibility="internal", actor=agent, at=TEN + HOUR)

    assert Point.objects.filter(clock=clock_of(incident)).count() == 1


def test_a_rebuild_finds_nothing_to_correct(incident, agent):
    pend(incident, agent, TEN + HOUR)
    resume_incident(number=incident.number, actor=agent, at=TEN + 2 * HOUR)
    sweep_clocks(at=TEN + 30 * HOUR)

    assert list(check_clocks(at=TEN + 30 * HOUR)) == []


def test_a_rebuild_names_a_corrupt_cache_and_a_corrupt_ledger_row(incident, agent):
    pend(incident, agent, TEN + HOUR)
    clock = clock_of(incident)
    Clock.objects.filter(pk=clock.pk).update(due_at=TEN)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE slm_point SET mode = 'running' WHERE clock_id = %s AND seq = 3",
            [clock.pk],
        )
        cursor.execute("SET session_replication_role = origin")

    found = {difference.where for difference in check_clocks(at=TEN + HOUR)}
    assert found == {"ledger point 3", "due_at"}
    with pytest.raises(CommandError):
        call_command("rebuild_clocks", check=True)


def test_the_ledger_is_append_only(incident):
    with pytest.raises(InternalError):
        Point.objects.filter(clock=clock_of(incident)).update(mode="void")
