"""Clocks agree with a walk, minute by minute, that uses no compiled hours."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendars.definition import Definition
from calendars.hours import Hours
from calendars.timetable import Timetable
from slm.clockwork import Exclusion, Verdict, read_clock
from slm.ledger import Holder, Mode, Point, Terms, effective_points, superseded_points
from tests.calendars.strategies import simple_definitions
from tests.slm.slow import ByHand, Wall

MINUTES = 3 * 1440
START = 1_521_849_600  # 24 March 2018: clocks change in Europe on the 25th.


@st.composite
def histories(draw: st.DrawFn):
    offsets = st.integers(0, MINUTES - 1)
    first = START + 86_400 * draw(st.integers(0, 200))
    change = first + 60 * draw(offsets)
    versions = [
        (first - 86_400, draw(simple_definitions())),
        (change, draw(simple_definitions())),
    ]
    timetable = Timetable([(start, Hours(text)) for start, text in versions])
    terms = [
        Terms(target, 1200 * draw(st.integers(1, 90)), timetable, (50, 100))
        for target in range(3)
    ]
    move = st.tuples(offsets, st.sampled_from(Mode), st.sampled_from(terms))
    moves = [(0, Mode.RUNNING, terms[0]), *draw(st.lists(move, max_size=9))]
    points = [
        Point(seq, first + 60 * offset, mode, promised, holder=Holder(seq % 3))
        for seq, (offset, mode, promised) in enumerate(moves)
    ]
    spans = draw(st.lists(st.tuples(offsets, st.integers(1, 900)), max_size=3))
    gaps = [
        Exclusion(first + 60 * at, first + 60 * (at + length)) for at, length in spans
    ]
    return points, gaps, Wall(versions, first, first + 60 * MINUTES)


def resting(*then):
    """A clock that ran for ten hours and stopped; what was said of it each hour then."""
    definition = Definition("UTC", (((0, 1440),),) * 7)
    timetable = Timetable([(START, Hours(definition))])
    terms = [Terms(n, 18_000 - 3600 * n, timetable, (50, 100)) for n in range(2)]
    said = [(0, Mode.RUNNING, 0), (10, Mode.STOPPED, 0)]
    said += [(11 + hour, mode, n) for hour, (mode, n) in enumerate(then)]
    points = [
        Point(seq, START + 3600 * hour, mode, terms[n], holder=Holder(seq % 3))
        for seq, (hour, mode, n) in enumerate(said)
    ]
    wall = Wall([(START, definition)], START, START + 60 * MINUTES)
    return points, [], wall


def turning_at_half():
    """A clock with other terms from the instant at which half of its time had elapsed."""
    points, gaps, wall = resting()
    half, other = points[0].at + 9000, points[0].terms
    later = replace(other, target=1, budget=36_000)
    turned = Point(1, half, Mode.RUNNING, later, holder=Holder(1))
    return [points[0], turned], gaps, wall


@given(histories())
# Other terms while it rests cross nothing before it runs on by them, if it does.
@example(resting((Mode.VOID, 1), (Mode.RUNNING, 0)))
@example(resting((Mode.STOPPED, 1), (Mode.PAUSED, 1)))
@example(turning_at_half())
@settings(max_examples=200, deadline=None)
def test_a_clock_shows_what_walking_minute_by_minute_finds(history):
    points, gaps, wall = history
    reading = read_clock(points, gaps, as_of=wall.last)
    slow = ByHand().walk(points, gaps, wall)

    assert slow.terms
    figures = reading.elapsed, reading.paused, reading.excluded, reading.gap
    assert figures == (slow.elapsed, slow.paused, slow.excluded, slow.gap)
    assert (reading.verdict is Verdict.BREACHED) == (
        reading.mode is not Mode.VOID and slow.elapsed > slow.terms.budget
    )
    budgets = {point.terms.target: point.terms.budget for point in points}
    assert slow.crossed == {
        (crossing.target, level(crossing, budgets)): crossing.at
        for crossing in reading.crossings
    }
    assert reading.breaches == tuple(one for one in reading.crossings if one.is_breach)


@given(histories())
@settings(max_examples=100, deadline=None)
def test_the_rows_add_up_to_the_figures(history):
    points, gaps, wall = history
    reading = read_clock(points, gaps, as_of=wall.last)

    total = 0
    for row in reading.rows:
        parts = row.counted + row.paused + row.excluded + row.gap + row.outside
        assert row.wall == parts > 0
        total += row.counted
        assert row.total == total
    assert total == reading.elapsed
    assert all(one.end == two.start for one, two in pairwise(reading.rows))


@given(histories(), st.integers(0, MINUTES))
@settings(max_examples=100, deadline=None)
def test_what_is_forecast_comes_true_if_nothing_happens(history, minute):
    points, gaps, wall = history
    reading = read_clock(points, gaps, as_of=wall.first + 60 * minute)

    for crossing in reading.upcoming:
        later = [point for point in points if point.at <= reading.as_of]
        then = read_clock(later, gaps, as_of=crossing.at)
        assert crossing.key in {found.key for found in then.crossings}
        before = read_clock(later, gaps, as_of=crossing.at - 1)
        assert crossing.key not in {found.key for found in before.crossings}


@given(histories())
@settings(max_examples=100, deadline=None)
def test_every_row_of_the_ledger_holds_or_is_superseded(history):
    points = history[0]
    held, lost = effective_points(points), superseded_points(points)

    assert not set(held) & set(lost)
    instants = {point.at for point in held}
    assert all(point.at in instants for point in points if point not in lost)


def level(crossing, budgets):
    budget = budgets[crossing.target]
    return budget + 1 if crossing.is_breach else budget * crossing.percent // 100
