"""How far targets were kept, against figures reckoned by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.periods import Unit, months_until
from core.periods import month as month_period
from incidents.models import Incident
from incidents.services import reopen_incident
from records.services import lock_record, reclassify_record
from slm.selectors import (
    breaches,
    compliance,
    decided_clocks,
    share_of,
    tally,
)
from slm.selectors.kept import trends_of
from slm.services import sweep_clocks
from tests.reporting.conftest import (
    FIRST_OF_APRIL,
    HOUR,
    MARCH,
    TENTH,
    an_incident,
    month,
    resolved,
)

__all__ = ["month"]
pytestmark = pytest.mark.django_db
PERIOD = month_period(MARCH)


def others(rows):
    """The row for every priority but the first."""
    return next(row for row in rows if row.priority is None)


def test_each_clock_counts_once_by_its_verdict(month):
    row = others(compliance(PERIOD))

    assert (row.n, row.met, row.breached, row.void) == (4, 2, 2, 1)
    assert (row.share, row.verdict) == (Decimal("0.5000"), "missed")
    assert (row.relaxed, row.reopened) == (0, 0)


def test_time_spent_paused_is_a_share_of_all_service_time(month):
    row = others(compliance(PERIOD))

    # 2 h + 6 h + 10 h + 1 h ran; of the open clock nothing is settled yet.
    assert (row.elapsed, row.paused) == (19 * 3600, 6 * 3600)
    assert row.paused_share == Decimal("0.2400")


def test_a_target_of_which_nothing_fell_due_is_there_all_the_same(month):
    critical = next(row for row in compliance(PERIOD) if row.priority == 1)

    assert (critical.n, critical.share, critical.verdict) == (0, None, "nothing")


def test_a_clock_counts_where_its_verdict_falls(month):
    april = others(compliance(month_period(date(2026, 4, 1))))

    assert (april.n, april.void) == (0, 0)


def test_another_customer_has_none_of_it(month, other_customer):
    assert compliance(PERIOD, customer_id=other_customer.pk) == []


def test_figures_are_narrowed_by_service_and_team(month, service, team, second_team):
    assert tally(compliance(PERIOD, service_id=service.pk)).n == 4
    assert tally(compliance(PERIOD, team_id=team.pk)).n == 4
    assert tally(compliance(PERIOD, team_id=second_team.pk)).n == 0


def test_it_costs_two_statements_whatever_there_is(month, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = compliance(PERIOD)
    assert tally(rows).n == 4


def test_a_share_is_never_rounded_up():
    assert share_of(29_999, 30_000) == Decimal("0.9999")


def test_months_are_told_apart_in_two_statements(
    month, agreement, auditor, django_assert_num_queries
):
    months = months_until(MARCH)
    # What one may is asked once for all.
    assert auditor.has_perm("slm.view_agreement")
    with django_assert_num_queries(2):
        trends = trends_of(Unit.MONTH, months, leg="sla", reader=auditor)

    assert [row.n for row in trends[agreement.pk]] == [0] * 11 + [4]
    assert trends[agreement.pk][-1].met == 2


def test_a_breach_says_when_by_how_much_and_who_held_it(month, team):
    newest, older = breaches(decided_clocks(PERIOD), as_of=PERIOD.end)

    assert (older.number, older.overrun) == (month["late"].number, 2 * 3600)
    assert older.late_from == datetime(2026, 3, 10, 18, 0, 1, tzinfo=UTC)
    assert (older.blamed, older.held) == (team.name, [(team.name, 10 * 3600)])
    # Open at the end of the month, 16 h after it was opened.
    assert (newest.overrun, newest.stopped_at) == (8 * 3600, None)


def test_breaches_cost_the_same_however_many(
    month, agent, requester, service, django_assert_max_num_queries
):
    for hour in range(5):
        made = an_incident(agent, requester, TENTH + hour * HOUR, service=service)
        resolved(made, agent, TENTH + (hour + 9) * HOUR)

    with django_assert_max_num_queries(5):
        assert len(breaches(decided_clocks(PERIOD), as_of=PERIOD.end)) == 7


def test_a_breach_that_was_relaxed_is_met_and_counted_as_relaxed(
    agreement, agent, requester
):
    made = an_incident(agent, requester, TENTH, impact=1, urgency=1)
    sweep_clocks(at=TENTH + 5 * HOUR)
    record = lock_record(Incident.objects.visible_to(agent), number=made.number)
    reclassify_record(
        record, impact=3, urgency=3, reason="x", actor=agent, at=TENTH + 5 * HOUR
    )
    resolved(made, agent, TENTH + 6 * HOUR)

    total = tally(compliance(PERIOD))
    assert (total.met, total.breached, total.relaxed) == (1, 0, 1)


def test_a_reopened_record_is_a_figure_of_its_own(month, agent):
    number = month["met"].number
    reopen_incident(number=number, reason="x", actor=agent, at=TENTH + 3 * HOUR)
    resolved(month["met"], agent, TENTH + 4 * HOUR)
    sweep_clocks(at=FIRST_OF_APRIL)

    assert tally(compliance(PERIOD)).reopened == 1
