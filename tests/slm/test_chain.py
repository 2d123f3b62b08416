"""What legs need, compared with trying moments one by one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calendars.definition import parse_definition
from calendars.hours import Budget, Hours, NoOpenTime
from slm.chain import (
    FORTNIGHT,
    Promise,
    availability,
    in_series,
    lacking,
    need_from,
    side_by_side,
    worst_need,
)
from tests.calendars.strategies import simple_definitions

HOUR = 3600
MONDAY = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def hours(*windows, days=(*WORKDAYS, "sat", "sun")):
    weekly = {day: [list(window) for window in windows] for day in days}
    return Hours(parse_definition({"timezone": "UTC", "weekly": weekly}))


ALWAYS = hours(("00:00", "24:00"))
OFFICE = hours(("08:00", "16:00"), days=WORKDAYS)


def promise(where, amount, **days):
    return Promise(where, Budget(int(amount * HOUR), **days))


def days_of(where, number):
    return Promise(where, Budget(working_days=number))


def test_legs_of_the_same_hours_need_the_sum_of_their_budgets():
    stages = ((promise(OFFICE, 3),), (promise(OFFICE, 4),))
    need = worst_need(promise(OFFICE, 8), stages, MONDAY)

    assert (need.needed, need.short) == (7 * HOUR, 0)
    assert need.shares == (3 * HOUR, 4 * HOUR)


def test_what_falls_short_is_told_in_promised_time():
    stages = ((promise(OFFICE, 5),), (promise(OFFICE, 4),))

    assert worst_need(promise(OFFICE, 8), stages, MONDAY).short == HOUR


def test_a_leg_that_closes_needs_the_weekend_too():
    # Whoever comes just after Friday 12:00 is done on Monday just after 08:00.
    need = worst_need(promise(ALWAYS, 8), ((promise(OFFICE, 4),),), MONDAY)

    assert need.needed == (12 + 24 + 24 + 8) * HOUR


def test_beside_each_other_the_slower_counts():
    stages = ((promise(ALWAYS, 2), promise(ALWAYS, 3)),)

    assert worst_need(promise(ALWAYS, 4), stages, MONDAY).needed == 3 * HOUR


def test_working_days_are_worth_what_they_are_worth_then():
    # Two working days are 16 h from whatever moment within hours on.
    fits = worst_need(days_of(OFFICE, 2), ((promise(OFFICE, 16),),), MONDAY)
    short = worst_need(days_of(OFFICE, 2), ((promise(OFFICE, 17),),), MONDAY)

    assert (fits.short, short.short) == (0, HOUR)


def test_until_closing_gives_least_to_what_comes_late():
    until_closing = Promise(OFFICE, Budget(working_days=1, end_of_working_day=True))
    # Opened at closing time, only the whole next day is left.
    fits = worst_need(until_closing, ((promise(OFFICE, 8),),), MONDAY)
    short = worst_need(until_closing, ((promise(OFFICE, 9),),), MONDAY)

    assert fits.short == 0
    assert short.short == HOUR


def test_a_leg_that_never_works_is_named():
    never = Hours(parse_definition({"timezone": "UTC", "weekly": {}}), "Never")

    with pytest.raises(NoOpenTime, match="Never"):
        worst_need(promise(ALWAYS, 4), ((promise(never, 1),),), MONDAY)


def test_hours_promised_but_not_worked_are_counted_by_the_week():
    assert lacking(ALWAYS, OFFICE, MONDAY) == (168 - 40) * HOUR
    assert lacking(OFFICE, ALWAYS, MONDAY) == 0


@st.composite
def chains(draw: st.DrawFn):
    def part():
        where = Hours(draw(simple_definitions()))
        if draw(st.booleans()):
            return Promise(where, Budget(draw(st.integers(1, 40)) * 1800))
        return Promise(
            where,
            Budget(
                working_days=draw(st.integers(1, 3)),
                end_of_working_day=draw(st.booleans()),
            ),
        )

    stages = st.lists(st.integers(1, 2), min_size=1, max_size=3)
    return part(), tuple(tuple(part() for _one in range(n)) for n in draw(stages))


@given(
    chains(), st.lists(st.integers(0, FORTNIGHT // 60 - 1), min_size=20, max_size=60)
)
@settings(max_examples=60, deadline=None)
def test_no_moment_is_worse_than_the_worst(chain, minutes):
    promised, stages = chain
    try:
        worst = worst_need(promised, stages, MONDAY)
    except NoOpenTime:
        assume(False)
        raise

    found = need_from(promised, stages, worst.start)
    assert found == worst
    for minute in minutes:
        tried = need_from(promised, stages, MONDAY + 60 * minute)
        assert tried.needed - tried.promised <= worst.needed - worst.promised


percents = st.decimals(0, 100, places=3)


@given(st.lists(percents, max_size=5))
def test_in_series_nothing_is_better_than_its_weakest(values):
    assert 0 <= in_series(values) <= min(values, default=Decimal(100))


@given(st.lists(percents, min_size=1, max_size=5))
def test_side_by_side_nothing_is_worse_than_its_best(values):
    assert max(values) <= side_by_side(values) <= 100


def test_availability_multiplies_in_series_and_is_redundant_within():
    stages = [[Decimal(99)], [Decimal(90), Decimal(90)]]

    assert availability(stages) == Decimal("98.01")
