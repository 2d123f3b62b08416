"""What interruptions took of agreed service time, by hand and for anything."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.definition import parse_definition
from calendars.hours import Hours
from calendars.timetable import Timetable
from slm.availability import (
    Group,
    Interruption,
    at_least,
    in_series,
    percentile,
    take_account,
    weakest,
)

HOUR = 3600
PATIENT = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
DAY = 24 * HOUR
# Monday 5 January 1970 in UTC; open from 8 to 18 on every day.
MONDAY = 4 * DAY
OPEN = 10 * HOUR
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = {"timezone": "UTC", "weekly": {day: [["08:00", "18:00"]] for day in WEEK}}
HOURS = Timetable([(0, Hours(parse_definition(OFFICE), "Office"))])
MONTH = (MONDAY, MONDAY + 30 * DAY)


def at(hour: float, day: int = 0) -> int:
    return MONDAY + day * DAY + int(hour * HOUR)


def account(*interruptions, **values):
    return take_account(interruptions, HOURS, MONTH, **values)


def test_only_agreed_service_time_is_lost():
    (line,) = account(Interruption(1, at(17), at(9, day=1))).lines

    assert (line.wall, line.outside, line.counted) == (16 * HOUR, 14 * HOUR, 2 * HOUR)


def test_the_figures_add_up_by_hand():
    found = account(
        Interruption(1, at(9), at(11)), Interruption(2, at(9, 1), at(10, 1), weight=50)
    )

    assert found.agreed == 30 * OPEN
    assert found.downtime == 3 * HOUR
    # 2 h + 0.5 × 1 h of 300 h
    assert found.availability == Decimal("0.991666")
    assert (found.count, found.longest) == (2, 2 * HOUR)
    assert found.restore == 3 * HOUR // 2
    assert found.between == 297 * HOUR // 2


def test_of_two_at_once_the_heavier_counts_once():
    found = account(
        Interruption(1, at(9), at(13), weight=50), Interruption(2, at(10), at(11))
    )
    light, heavy = found.lines

    assert (light.counted, light.overlapped) == (3 * HOUR, HOUR)
    assert (heavy.counted, heavy.overlapped) == (HOUR, 0)
    assert found.count == 1


def test_planned_windows_do_not_count_up_to_the_allowance():
    windows = [Interruption(n, at(8, n), at(11, n), is_planned=True) for n in (1, 2)]
    found = account(*windows, allowance=4 * HOUR)

    assert [line.planned for line in found.lines] == [3 * HOUR, HOUR]
    assert [line.counted for line in found.lines] == [0, 2 * HOUR]
    assert account(*windows).downtime == 0
    assert account(*windows, allowance=0).downtime == 6 * HOUR


def test_a_planned_window_hides_no_more_than_was_planned():
    outage = Interruption(1, at(9), at(10))
    for window, hidden in (
        (Interruption(2, at(8), at(12), is_planned=True), HOUR),
        (Interruption(2, at(8), at(12), weight=50, is_planned=True), 0),
        (Interruption(2, at(8), at(12), weight=0, is_planned=True), 0),
        (Interruption(2, at(8), at(12), component="Disks", is_planned=True), 0),
    ):
        lines = {line.key: line for line in account(outage, window).lines}
        assert (lines[1].planned, lines[1].counted) == (hidden, HOUR - hidden)
    of_disks = Interruption(1, at(9), at(10), component="Disks")
    assert account(of_disks, window).downtime == 0


def test_what_takes_nothing_from_users_uses_no_allowance_up():
    light = Interruption(1, at(8), at(11), weight=0, is_planned=True)
    full = Interruption(2, at(12), at(14), is_planned=True)
    found = account(light, full, allowance=2 * HOUR)
    assert (found.downtime, found.planned) == (0, 2 * HOUR)


def test_of_users_hit_at_the_same_time_the_most_count_once():
    few = Interruption(1, at(9), at(10), users=10)
    many = Interruption(2, at(9), at(10), weight=50, users=500)
    found = account(few, many)
    assert (found.downtime, found.user_seconds) == (HOUR, 500 * HOUR)


def test_each_minute_of_users_counts_once_where_outages_overlap():
    first = Interruption(1, at(9), at(12), users=100)
    second = Interruption(2, at(11), at(13), users=40)
    found = account(first, second)

    assert [line.user_seconds for line in found.lines] == [300 * HOUR, 40 * HOUR]
    assert found.lines[1].overlapped == HOUR


def test_of_users_nobody_is_hit_by_what_was_planned_or_excluded():
    planned = Interruption(1, at(9), at(10), users=10, is_planned=True)
    gone = Interruption(2, at(11), at(13), users=20, excluded=((at(11), at(12)),))
    assert account(planned, gone).user_seconds == 20 * HOUR


def test_what_is_excluded_counts_for_nobody_else_either():
    gone = Interruption(1, at(9), at(12), excluded=((at(10), at(11)),))

    (line,) = account(gone).lines
    assert (line.excluded, line.counted) == (HOUR, 2 * HOUR)


def test_the_time_is_split_by_what_went_on():
    course = (("detect", at(10)), ("respond", at(10.5)), ("repair", at(12)))
    (line,) = account(Interruption(1, at(9), at(12), course=course)).lines

    assert line.phases == {
        "detect": HOUR,
        "respond": HOUR // 2,
        "repair": 3 * HOUR // 2,
    }


def test_users_count_by_the_minutes_they_lost():
    found = account(Interruption(1, at(9), at(10), users=40))
    assert found.user_seconds == 40 * HOUR


def test_what_takes_nothing_from_users_is_no_interruption():
    found = account(Interruption(1, at(9), at(10), weight=0, users=9))

    assert (found.availability, found.count, found.user_seconds) == (1, 0, 0)


def test_without_agreed_time_there_is_no_figure():
    assert take_account((), HOURS, (at(2), at(3))).availability is None
    assert take_account((), HOURS, (at(3), at(3))).agreed == 0


spans = st.tuples(st.integers(0, 31 * DAY), st.integers(1, 3 * DAY)).map(
    lambda pair: (MONDAY + pair[0] - DAY // 2, MONDAY + pair[0] - DAY // 2 + pair[1])
)
lists = st.lists(
    st.tuples(
        spans,
        st.sampled_from([0, 25, 50, 100]),
        st.booleans(),
        st.lists(spans, max_size=2),
    ),
    max_size=6,
).map(
    lambda rows: [
        Interruption(key, *span, weight, planned, excluded=tuple(gaps))
        for key, (span, weight, planned, gaps) in enumerate(rows)
    ]
)


@PATIENT
@given(lists, st.none() | st.integers(0, 20 * HOUR))
def test_every_line_is_a_sum_and_no_second_is_lost_twice(interruptions, allowance):
    found = account(*interruptions, allowance=allowance)
    for line in found.lines:
        parts = (line.outside, line.planned, line.excluded, line.overlapped)
        assert line.wall == sum(parts) + line.counted
        assert min(*parts, line.counted) >= 0

    assert sum(line.counted for line in found.lines) <= found.agreed
    assert sum(found.interruptions) == found.downtime
    assert 0 <= (found.availability or 0) <= 1
    assert sum(found.phases.values()) == found.downtime


@PATIENT
@given(lists, spans, st.none() | st.integers(0, 20 * HOUR))
def test_excluding_more_never_makes_it_worse(interruptions, gap, allowance):
    before = account(*interruptions, allowance=allowance)
    fewer = [
        Interruption(
            one.key, one.start, one.end, one.weight, one.is_planned,
            excluded=(*one.excluded, gap),
        )
        for one in interruptions
    ]  # fmt: skip
    assert account(*fewer, allowance=allowance).lost <= before.lost


@PATIENT
@given(lists, spans)
def test_one_more_interruption_never_makes_it_better(interruptions, span):
    more = [*interruptions, Interruption(99, *span)]
    assert account(*more).lost >= account(*interruptions).lost


@PATIENT
@given(st.lists(st.integers(0, 2_592_000), max_size=4))
def test_it_agrees_with_counting_every_second(starts):
    whole = [
        Interruption(n, MONDAY + s, MONDAY + s + HOUR) for n, s in enumerate(starts)
    ]
    covered = {
        second
        for one in whole
        for second in range(one.start, min(one.end, MONTH[1]))
        if 8 <= second % DAY // HOUR < 18
    }
    assert account(*whole).downtime == len(covered)


share = st.decimals(0, 1, places=4)


def test_parts_in_series_and_in_pairs():
    pair = Group("Servers", (Decimal("0.9"), Decimal("0.9")), 1)
    line = Group("Line", (Decimal("0.95"),), 1)

    assert pair.share == Decimal("0.99")
    assert in_series([pair, line]) == Decimal("0.9405")
    assert weakest([pair, line]) == line
    assert at_least(2, (Decimal("0.9"),) * 3) == Decimal("0.972")


@PATIENT
@given(st.lists(share, min_size=1, max_size=6), st.integers(0, 6))
def test_needing_more_or_having_less_never_helps(shares, needed):
    needed = min(needed, len(shares))
    chance = at_least(needed, shares)

    assert 0 <= chance <= 1
    if needed:
        assert at_least(needed - 1, shares) >= chance - Decimal("1e-20")
        assert at_least(needed, [*shares, Decimal("0.5")]) >= chance - Decimal("1e-20")
        assert in_series([Group("x", tuple(shares), len(shares))]) <= min(shares)


@pytest.mark.parametrize(("needed", "shares"), [(2, ["0.9"]), (1, ["1.1"]), (-1, [])])
def test_what_cannot_be_is_refused(needed, shares):
    with pytest.raises(ValueError, match="Needed"):
        at_least(needed, [Decimal(one) for one in shares])


@PATIENT
@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1))
def test_so_many_percent_do_not_exceed_the_percentile(values):
    found = percentile(values, 95)
    within = sum(1 for value in values if value <= found)

    assert found in values
    assert within * 100 >= 95 * len(values)
    assert percentile(values, 100) == max(values)
