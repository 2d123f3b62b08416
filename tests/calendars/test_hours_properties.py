"""What must hold for every calendar, instant and budget."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.definition import Definition, parse_definition
from calendars.hours import Hours
from calendars.localtime import Span, join_spans
from tests.calendars.slow import Walk, spans_of
from tests.calendars.strategies import definitions, hours, seconds

budgets = st.integers(1, 400 * 3600)
DAY = 86_400
WEEKLY = ((0, 45), (75, 150), (165, 195), (300, 1380), (1410, 1440))


@given(hours, seconds, budgets)
@settings(max_examples=150, deadline=None)
def test_what_is_due_has_used_up_the_budget_and_not_a_second_less(calendar, at, budget):
    due = calendar.due_second(at, budget)

    assert calendar.elapsed_seconds(at, due) == budget
    assert calendar.elapsed_seconds(at, due - 1) == budget - 1


@given(hours, seconds, budgets)
@settings(max_examples=150, deadline=None)
def test_counting_back_is_the_mirror_of_counting_on(calendar, at, budget):
    start = calendar.due_back_second(at, budget)

    assert calendar.elapsed_seconds(start, at) == budget
    assert calendar.elapsed_seconds(start + 1, at) == budget - 1


@given(hours, seconds, seconds, seconds)
@settings(max_examples=150, deadline=None)
def test_splitting_a_span_never_changes_the_sum(calendar, one, two, three):
    whole = calendar.elapsed_seconds(one, three)
    parts = calendar.elapsed_seconds(one, two) + calendar.elapsed_seconds(two, three)
    spans = calendar.spans_between(min(one, three), max(one, three))

    assert whole == parts
    assert abs(whole) == sum(end - start for start, end in spans)


@given(hours, seconds, budgets, st.integers(0, 30 * DAY), st.integers(0, DAY))
@settings(max_examples=150, deadline=None)
def test_later_or_more_is_never_due_earlier(calendar, at, budget, delay, more):
    due = calendar.due_second(at, budget)

    assert calendar.due_second(at + delay, budget) >= due
    assert calendar.due_second(at, budget + more) >= due + more


@given(hours, seconds)
@settings(max_examples=150, deadline=None)
def test_openings_and_closings_enclose_open_time(calendar, at):
    opening, closing = calendar.next_open_second(at), calendar.next_close_second(at)

    assert at <= opening < closing
    assert calendar.is_open_second(opening)
    assert calendar.elapsed_seconds(at, opening) == 0
    assert calendar.elapsed_seconds(opening, closing) == closing - opening
    before = calendar.previous_open_second(at)
    assert calendar.elapsed_seconds(before, at) == 0
    assert calendar.is_open_second(before - 1)


@given(definitions(), seconds)
@settings(max_examples=25, deadline=None)
def test_any_calendar_agrees_with_walking_minute_by_minute(definition, at):
    first = datetime.fromtimestamp(at // 60 * 60, UTC)
    last = first + timedelta(days=4)
    walked = spans_of(Walk(definition, first, last).open_minutes())

    assert compiled(definition, first, last) == walked


@given(definitions())
@settings(max_examples=100, deadline=None)
def test_a_definition_survives_being_written_and_read(definition):
    assert parse_definition(definition.to_json()) == definition


@pytest.mark.parametrize("year", [2011, 2024])
def test_every_zone_agrees_with_walking_across_its_changes(year):
    tried = 0
    for zone in sorted(available_timezones() - {"localtime"}):
        for change in changes(zone, year):
            # The same windows every day, and on the day itself a break.
            day = change.astimezone(ZoneInfo(zone)).date()
            definition = Definition(
                zone, (WEEKLY,) * 7, breaks={day: ((60, 80), (130, 140))}
            )
            first, last = change - timedelta(hours=20), change + timedelta(hours=28)
            assert compiled(definition, first, last) == walk(
                definition, first, last, day, offsets(zone, first, last)
            ), (zone, change)
            tried += 1
    assert tried > 100


walks: dict[object, list[Span]] = {}


def walk(definition, first, last, *alike) -> list[Span]:
    """Walk once for all zones whose clocks show the same."""
    key = first, *alike
    if key not in walks:
        walks[key] = spans_of(Walk(definition, first, last).open_minutes())
    return walks[key]


def offsets(name: str, first: datetime, last: datetime) -> tuple[object, ...]:
    zone, begin = ZoneInfo(name), first - timedelta(days=3)
    hours = int((last - first) / timedelta(hours=1)) + 144
    return tuple(
        (begin + timedelta(hours=n)).astimezone(zone).utcoffset() for n in range(hours)
    )


def compiled(definition: Definition, first: datetime, last: datetime) -> list[Span]:
    ends = int(first.timestamp()), int(last.timestamp())
    return join_spans(Hours(definition).spans_between(*ends))


@cache
def changes(name: str, year: int) -> list[datetime]:
    """Return the hours of the year in which the zone's clocks are moved."""
    zone, found = ZoneInfo(name), []
    at = datetime(year, 1, 1, tzinfo=UTC)
    offset = at.astimezone(zone).utcoffset()
    while at.year == year:
        later = at + timedelta(days=5)
        if later.astimezone(zone).utcoffset() != offset:
            while at.astimezone(zone).utcoffset() == offset:
                at += timedelta(hours=1)
            offset = at.astimezone(zone).utcoffset()
            found.append(at)
        else:
            at = later
    return found
