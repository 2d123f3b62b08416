"""Approved exclusions move what clocks show, wherever it is shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.evidence import Period
from core.services import deliver_outbox
from incidents.services import cancel_incident
from slm.models import Clock, Crossing, Exclusion
from slm.selectors import cards_of, explain_clock, outcomes, recalculations
from slm.services import (
    approve_exclusion,
    check_clocks,
    rebuild_clocks,
    recalculate_clocks,
    request_exclusion,
    sweep_clocks,
    withdraw_exclusion,
)
from tests.slm.acts import HOUR, TEN, classify, clock_of, pend, resolve, resume

pytestmark = pytest.mark.django_db
# Opened at 9, due at 17 without, at 19 with what `approved` takes out.
DUE = TEN + 8 * HOUR
LATER = datetime(2026, 3, 6, 9, tzinfo=UTC)


@pytest.fixture
def follow():
    """Let the outbox bring all clocks in step, and count no difference afterwards."""

    def _follow():
        now = datetime.now(UTC) + HOUR
        deliver_outbox(at=now)
        assert recalculations() == []
        sweep_clocks(at=now)
        assert [str(one) for one in check_clocks(at=now)] == []

    return _follow


def exclude(agent, manager, start, end, at=LATER, **scope):
    asked = request_exclusion(
        exclusion=Exclusion(
            reason="maintenance", text="x", start=start, end=end, **scope
        ),
        actor=agent,
        at=at,
    )
    return approve_exclusion(number=asked.number, actor=manager, at=at)


def withdraw(exclusion, manager, at=LATER):
    by = {"actor": manager, "at": at}
    return withdraw_exclusion(number=exclusion.number, reason="x", **by)


def test_what_is_approved_is_excluded_and_comes_back_when_withdrawn(
    incident, agent, asked, service_level_manager, follow
):
    resolve(incident, agent, DUE + HOUR)
    assert clock_of(incident).verdict == "breached"
    manager = service_level_manager
    approved = approve_exclusion(number=asked.number, actor=manager, at=LATER)
    follow()
    clock = clock_of(incident)
    assert (clock.verdict, clock.excluded_seconds) == ("met", 7200)
    assert clock.due_at == DUE + 2 * HOUR

    withdraw(approved, manager)
    follow()
    assert clock_of(incident).verdict == "breached"
    rows = Crossing.objects.filter(clock=clock, percent=100).order_by("id")
    turns = [(one.turn, one.is_withdrawal) for one in rows]
    assert turns == [(1, False), (1, True), (2, False)]


def test_the_effect_is_shown_before_and_kept_at_the_decision(
    incident, agent, asked, service_level_manager
):
    resolve(incident, agent, DUE + HOUR)
    approve_exclusion(number=asked.number, actor=service_level_manager, at=LATER)
    kept: Any = Exclusion.objects.get().effect
    (line,) = kept["lines"]

    assert (kept["clocks"], kept["changed"]) == (1, 1)
    assert line["record"] == incident.number
    assert line["due"] == [DUE.isoformat(), (DUE + 2 * HOUR).isoformat()]
    assert line["verdict"] == ["breached", "met"]
    assert kept["verdicts"] == [
        {"month": "2026-03-01", "before": "breached", "after": "met", "count": 1}
    ]


def test_every_place_that_reads_clocks_reads_them_with_it(
    incident, agent, asked, service_level_manager, follow
):
    resolve(incident, agent, DUE + HOUR)
    approve_exclusion(number=asked.number, actor=service_level_manager, at=LATER)
    follow()
    clock = clock_of(incident)
    told = explain_clock(clock, at=LATER)

    assert cards_of([clock], at=LATER)[0].status == "met"
    assert told.reading.excluded == told.sums["excluded"] == 7200
    assert [one.number for one in told.exclusions] == [asked.number]
    excluded = [line for line in told.lines if line.row.excluded]
    assert [one.pk for one in excluded[0].exclusions] == [asked.pk]
    march = Period(TEN, TEN + 10 * HOUR)
    assert [one.verdict for one in outcomes(march)] == ["met"]


def test_what_is_paused_is_not_excluded_as_well(
    incident, agent, service, service_level_manager, follow
):
    pend(incident, agent, TEN + HOUR)
    resume(incident, agent, TEN + 3 * HOUR)
    exclude(
        agent, service_level_manager, TEN + 2 * HOUR, TEN + 4 * HOUR, service=service
    )
    follow()
    clock = clock_of(incident)

    assert clock.due_at == DUE + 3 * HOUR
    reading = explain_clock(clock, at=LATER).reading
    assert (reading.paused, reading.excluded) == (7200, 3600)


def test_it_is_about_all_that_it_names(
    incident, agent, agreement, service, other_customer, service_level_manager, follow
):
    span = (TEN + HOUR, TEN + 2 * HOUR)
    exclude(agent, service_level_manager, *span, customer=other_customer)
    exclude(
        agent, service_level_manager, *span, service=service, customer=other_customer
    )
    follow()
    assert clock_of(incident).due_at == DUE

    for scope in (
        {"agreement": agreement},
        {"customer": incident.customer},
        {"record": incident.record_ptr, "service": service},
    ):
        one = exclude(agent, service_level_manager, *span, **scope)
        follow()
        assert clock_of(incident).due_at == DUE + HOUR
        withdraw(one, service_level_manager)
        follow()
        assert clock_of(incident).due_at == DUE


def test_a_record_that_comes_to_be_about_something_else_is_derived_anew(
    incident, agent, approved, follow
):
    follow()
    assert clock_of(incident).due_at == DUE + 2 * HOUR
    classify(incident, agent, LATER, service=None)
    assert clock_of(incident).due_at == DUE
    follow()
    classify(incident, agent, LATER, service=approved.service)
    assert clock_of(incident).due_at == DUE + 2 * HOUR
    follow()


def test_a_stopped_clock_says_when_it_would_have_been_due(
    incident, agent, asked, service_level_manager, follow
):
    resolve(incident, agent, TEN + HOUR)
    approve_exclusion(number=asked.number, actor=service_level_manager, at=LATER)
    follow()

    clock = clock_of(incident)
    assert (clock.verdict, clock.due_at) == ("met", DUE + 2 * HOUR)


def test_the_sweep_finds_thresholds_that_planned_maintenance_moves(
    incident, agent, agreement, service_level_manager
):
    span = (TEN + 2 * HOUR, TEN + 5 * HOUR)
    one = exclude(agent, service_level_manager, *span, at=TEN, agreement=agreement)
    recalculate_clocks(item=one.item, actor=agent, at=TEN)
    # Half of eight hours: two before the maintenance, two after it.
    assert clock_of(incident).next_threshold_at == TEN + 7 * HOUR

    assert sweep_clocks(at=TEN + 4 * HOUR) == 0
    assert sweep_clocks(at=TEN + 12 * HOUR) == 3
    marks = Crossing.objects.order_by("percent").values_list("percent", "crossed_at")
    assert dict(marks)[50] == TEN + 7 * HOUR
    assert dict(marks)[100] == DUE + 3 * HOUR + HOUR / 3600
    assert list(check_clocks(at=TEN + 12 * HOUR)) == []


def test_a_clock_opened_under_it_counts_by_it_at_once(approved, request):
    incident = request.getfixturevalue("incident")

    assert clock_of(incident).due_at == DUE + 2 * HOUR


def test_a_rebuild_finds_what_did_not_follow_and_mends_it(
    incident, asked, service_level_manager, approved
):
    differences = list(check_clocks(at=LATER))
    assert {one.where for one in differences} >= {"due_at", "late_from"}
    rebuild_clocks(at=LATER)

    assert list(check_clocks(at=LATER)) == []
    assert (
        recalculate_clocks(item=approved.item, actor=approved.decided_by, at=LATER) == 0
    )


def test_reading_costs_no_statement_while_nothing_is_excluded(
    incident, service, agent, service_level_manager, django_assert_num_queries
):
    clocks = list(Clock.objects.all())
    cards_of(clocks, at=LATER)
    with django_assert_num_queries(3):
        cards_of(clocks, at=LATER)
    exclude(agent, service_level_manager, TEN, TEN + HOUR, service=service)
    cards_of(clocks, at=LATER)
    with django_assert_num_queries(4):
        (card, *_others) = cards_of(clocks * 20, at=LATER)
    assert card.due_at == DUE + HOUR


def test_what_was_crossed_before_a_cancellation_moves_as_well(
    incident, agent, team_lead, asked, service_level_manager, follow
):
    sweep_clocks(at=DUE + 4 * HOUR)
    by = {"reason": "x", "actor": team_lead}
    cancel_incident(number=incident.number, **by, at=DUE + 5 * HOUR)
    approve_exclusion(number=asked.number, actor=service_level_manager, at=LATER)
    follow()

    rows = clock_of(incident).crossings.select_related("event").order_by("id")
    last = {row.percent: row for row in rows}[100]
    assert (last.is_withdrawal, last.event.facts["notifies"]) == (False, False)
    assert last.crossed_at == DUE + 2 * HOUR + timedelta(seconds=1)
