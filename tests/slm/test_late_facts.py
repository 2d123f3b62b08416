"""What is entered late supersedes from its instant on what it speaks of, no more."""

from datetime import timedelta

import pytest

from incidents.services import start_incident
from slm.choices import Mode, Verdict
from slm.models import Clock, Point
from slm.services import check_clocks, sweep_clocks
from tests.slm.acts import (
    HOUR,
    TEN,
    classify,
    clock_of,
    pend,
    resolve,
    resume,
    write,
)

pytestmark = pytest.mark.django_db


def modes(incident) -> list[tuple[str, int | None]]:
    rows = Point.objects.filter(clock=clock_of(incident)).order_by("seq")
    return [(row.mode, row.supersedes_from) for row in rows]


def test_a_late_resolution_holds_although_the_priority_was_changed_after_it(
    incident, agent, team_lead
):
    start_incident(number=incident.number, actor=agent, at=TEN)
    classify(incident, agent, TEN + 4 * HOUR, impact=1, urgency=1)
    resolve(incident, team_lead, TEN + 3 * HOUR)

    clock = clock_of(incident)
    assert (clock.mode, clock.stopped_at) == (Mode.STOPPED, TEN + 3 * HOUR)
    assert clock.budget_seconds == 8 * 3600


def test_a_late_move_takes_back_later_moves_but_no_change_of_priority(
    incident, agent, team_lead
):
    start_incident(number=incident.number, actor=agent, at=TEN)
    pend(incident, agent, TEN + 4 * HOUR)
    classify(incident, agent, TEN + 5 * HOUR, impact=1, urgency=1)
    pend(incident, team_lead, TEN + 2 * HOUR, waiting_for="supplier")

    clock = clock_of(incident)
    assert (clock.mode, clock.paused_seconds) == (Mode.RUNNING, 0)
    assert (clock.budget_seconds, clock.verdict) == (4 * 3600, Verdict.BREACHED)
    assert list(check_clocks(at=TEN + 6 * HOUR)) == []


def test_superseded_rows_stay_in_the_ledger(incident, agent, team_lead):
    start_incident(number=incident.number, actor=agent, at=TEN)
    pend(incident, agent, TEN + 4 * HOUR)
    before = modes(incident)
    resolve(incident, team_lead, TEN + 3 * HOUR)

    after = modes(incident)
    assert after[: len(before)] == before
    assert after[len(before) :] == [(Mode.STOPPED, len(before))]


def test_a_late_note_changes_nothing(incident, agent, team_lead):
    pend(incident, agent, TEN + 4 * HOUR)
    before = modes(incident)
    write(incident, team_lead, TEN + HOUR, visibility="internal")

    assert modes(incident) == before


def test_a_threshold_that_was_crossed_later_after_all_is_dated_anew(
    incident, agent, team_lead
):
    start_incident(number=incident.number, actor=agent, at=TEN)
    sweep_clocks(at=TEN + 9 * HOUR)
    pend(incident, team_lead, TEN + HOUR)
    start = clock_of(incident)
    assert start.verdict == Verdict.OPEN
    assert start.crossings.filter(is_withdrawal=True).count() == 3

    resume(incident, team_lead, TEN + 2 * HOUR)

    standing = clock_of(incident).crossings.filter(turn=2).order_by("percent")
    assert [row.crossed_at for row in standing] == [
        TEN + 5 * HOUR,
        TEN + 7 * HOUR,
        TEN + 9 * HOUR + timedelta(seconds=1),
    ][: len(standing)]
    assert list(check_clocks(at=TEN + 9 * HOUR)) == []


def test_the_cache_says_as_much_as_the_ledger(incident, agent, team_lead):
    start_incident(number=incident.number, actor=agent, at=TEN)
    pend(incident, agent, TEN + HOUR)
    resolve(incident, team_lead, TEN + timedelta(minutes=30))

    clock = Clock.objects.get()
    assert (clock.elapsed_seconds, clock.paused_seconds) == (1800, 0)
    assert clock.next_threshold_at is None
