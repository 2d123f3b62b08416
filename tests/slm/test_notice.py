"""Notice and terms: days alone, also at the ends of months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.notice import (
    Notice,
    add_months,
    earliest_end,
    last_notice_day,
    next_end,
    warning_due,
)

DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
notices = st.builds(Notice, st.integers(0, 24), st.integers(0, 120))


@pytest.mark.parametrize(
    ("end", "notice", "last"),
    [
        # The end is the first day without: the last day is the one before.
        (date(2027, 1, 1), Notice(3), date(2026, 9, 30)),
        (date(2026, 3, 1), Notice(1), date(2026, 1, 31)),
        (date(2024, 3, 1), Notice(1), date(2024, 1, 31)),
        (date(2026, 4, 1), Notice(1), date(2026, 2, 28)),
        (date(2026, 7, 1), Notice(0, 30), date(2026, 5, 31)),
        (date(2026, 7, 1), Notice(), date(2026, 6, 30)),
    ],
)
def test_the_last_day_of_notice(end, notice, last):
    assert last_notice_day(end, notice) == last


@given(days, notices)
def test_notice_on_the_last_day_is_in_time_and_a_day_later_is_not(end, notice):
    last = last_notice_day(end, notice)

    assert earliest_end(last, notice) <= end < earliest_end(last + DAY, notice)


@given(days, days, notices)
def test_both_ways_of_reckoning_agree(given_on, end, notice):
    in_time = earliest_end(given_on, notice) <= end

    assert in_time == (given_on <= last_notice_day(end, notice))


@given(days, notices)
def test_a_longer_notice_never_ends_earlier(day, notice):
    longer = Notice(notice.months + 1, notice.days)

    assert earliest_end(day, notice) < earliest_end(day, longer)


@given(days, st.integers(1, 36), st.integers(1, 12))
def test_terms_follow_each_other_without_a_gap_and_lose_no_day(first, months, count):
    end = first
    for place in range(1, count + 1):
        end = next_end(first, end, months)
        assert end == add_months(first, place * months)


def test_what_ends_with_a_month_renews_to_the_ends_of_months():
    ends = [date(2026, 2, 1)]
    for _ in range(3):
        ends.append(next_end(ends[0], ends[-1], 1))

    assert [end - DAY for end in ends] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_a_day_that_a_month_lacks_comes_back():
    first = date(2026, 1, 31)
    second = next_end(first, first, 1)

    assert second == date(2026, 2, 28)
    assert next_end(first, second, 1) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("left", "due"),
    [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (0, 30), (-1, None)],
)
def test_which_warning_is_due(left, due):
    assert warning_due(left) == due


def test_beyond_the_years_there_is_nothing():
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 1), 1)
