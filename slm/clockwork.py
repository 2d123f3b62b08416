"""
What a clock shows: everything is derived from its points and the exclusions.

All times are seconds since 1970; amounts are service seconds unless they are
called wall seconds. See `slm/ledger.py` for the points.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from calendars.hours import Hours, NoOpenTime
from calendars.localtime import Span
from calendars.timetable import Timetable
from slm.ledger import HALTED, Holder, Interval, Mode, Point, Terms, intervals


class Verdict(StrEnum):
    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An approved span in which running time does not count; `key` names it."""

    start: int
    end: int
    key: int | None = None


class Crossing(NamedTuple):
    """
    A share of a target's budget was, or will be, reached.

    A breach is dated at the first second by which more than the budget has
    elapsed. What time carried over from other terms, or from before there were any,
    had passed already is dated at the change of terms.
    """

    target: int
    percent: int
    at: int
    is_breach: bool = False
    is_carried: bool = False

    @property
    def key(self) -> tuple[int, int, bool]:
        return self.target, self.percent, self.is_breach


class Level(NamedTuple):
    """How many service seconds have elapsed where a share is reached, or a breach is."""

    percent: int
    seconds: int
    is_breach: bool


class Row(NamedTuple):
    """
    One stretch of the explanation: what counted, and what did not and why.

    Wall seconds are always the sum of the five amounts; `total` is what has
    counted up to the end of the row.
    """

    start: int
    end: int
    point: Point
    counted: int
    paused: int
    excluded: int
    gap: int
    outside: int
    total: int
    exclusions: tuple[int | None, ...] = ()

    @property
    def wall(self) -> int:
        return self.end - self.start


class Reading:
    """
    What a clock shows as of an instant; what nobody asks for is not worked out.

    `gap` is the service time between a stop and the reopening after it, or in which
    nothing was promised; `unpromised` is the latter alone. `stopped_at` is since when
    it is stopped or void. `due_at` is None while the clock is paused before its
    budget is used up; when stopped in time it says when it would have been due.
    `late_from` is a fact, not a forecast; the forecasts are in `upcoming`. `blamed`
    is the holder at the breach. `is_relaxed` marks a breach that a later target took
    back.
    """

    def __init__(
        self,
        course: Sequence[Interval],
        exclusions: Sequence[Exclusion],
        promised_from: int,
        as_of: int,
    ) -> None:
        self.as_of = as_of
        self.mode: Mode = course[-1].mode
        halts = _last_halts(course)
        self._halt = halts[0] if halts else None
        # Cancelled after it was resolved, it is void since then.
        ended = [halt.at for halt in halts if halt.mode is self.mode]
        self.stopped_at: int | None = ended[0] if ended else None
        # What happens to a clock after it halted changes no figure of it.
        self._course = course[: len(course) - len(halts) + 1] if halts else course
        self._promised_from = promised_from
        self._exclusions = exclusions
        self._cuts = sorted({at for gap in exclusions for at in (gap.start, gap.end)})
        self.terms: Terms = self._course[-1].terms
        self.rows = tuple(self._explain())
        self.elapsed = self.rows[-1].total if self.rows else 0
        self.verdict = self._verdict()

    @property
    def started_at(self) -> int:
        """The first open second; if it halted before that, the halt."""
        first = self._course[0]
        try:
            opening = first.terms.timetable.next_open(first.start)
        except NoOpenTime:
            return first.start
        return min(opening, self._halt.at) if self._halt else opening

    @property
    def paused(self) -> int:
        return sum(row.paused for row in self.rows)

    @property
    def excluded(self) -> int:
        return sum(row.excluded for row in self.rows)

    @property
    def gap(self) -> int:
        return sum(row.gap for row in self.rows)

    @property
    def unpromised(self) -> int:
        return sum(row.gap for row in self.rows if row.point.mode is Mode.VOID)

    @property
    def remaining(self) -> int:
        """Service seconds left; negative once it is late."""
        return self.terms.budget - self.elapsed

    @property
    def overrun(self) -> int:
        return max(0, -self.remaining)

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        return tuple(self._crossings(_levels))

    @cached_property
    def breaches(self) -> tuple[Crossing, ...]:
        if all(self.elapsed <= one.terms.budget for one in self._course):
            return ()
        return tuple(self._crossings(_breach_alone))

    @property
    def late_from(self) -> int | None:
        if self.verdict is not Verdict.BREACHED:
            return None
        of_its_terms = (
            one.at for one in self.breaches if one.target == self.terms.target
        )
        return next(of_its_terms, None)

    @property
    def is_relaxed(self) -> bool:
        return self.verdict in (Verdict.MET, Verdict.RUNNING) and bool(self.breaches)

    @property
    def blamed(self) -> Holder | None:
        late = self.late_from
        return None if late is None else self._holder_before(late)

    @cached_property
    def due_at(self) -> int | None:
        if self.mode is Mode.VOID:
            return None
        reached = self._reached_at(self.terms.budget)
        if reached is not None or self.mode is Mode.PAUSED:
            return reached
        return self._forecast(self.terms.budget)

    @cached_property
    def upcoming(self) -> tuple[Crossing, ...]:
        return tuple(self._upcoming())

    def _verdict(self) -> Verdict:
        if self.mode is Mode.VOID:
            return Verdict.VOID
        if self.elapsed > self.terms.budget:
            return Verdict.BREACHED
        return Verdict.MET if self._halt else Verdict.RUNNING

    def _explain(self) -> Iterator[Row]:
        total = 0
        for interval in self._course:
            if interval.point is self._halt:
                return
            for start, end, hours in self._pieces(interval):
                if start < end:
                    service = hours.elapsed_seconds(start, end)
                    row = self._row(interval.point, (start, end), service, total)
                    total = row.total
                    yield row

    def _pieces(self, interval: Interval) -> Iterable[tuple[int, int, Hours]]:
        """Return it cut where its hours change, or an exclusion starts or ends."""
        end = self.as_of if interval.end is None else interval.end
        parts = interval.terms.timetable.parts(interval.start, end)
        if not self._cuts:
            return parts
        return [
            (one, other, hours)
            for start, until, hours in parts
            for one, other in pairwise(
                [start, *(cut for cut in self._cuts if start < cut < until), until]
            )
        ]

    def _row(self, point: Point, span: Span, service: int, total: int) -> Row:
        start, end = span
        covering = tuple(
            gap.key for gap in self._exclusions if gap.start <= start and end <= gap.end
        )
        running = point.mode is Mode.RUNNING
        counted = service if running and not covering else 0
        paused = service if point.mode is Mode.PAUSED else 0
        excluded = service if running and covering else 0
        gap = service - counted - paused - excluded
        kinds = (counted, paused, excluded, gap, end - start - service)
        return Row(start, end, point, *kinds, total + counted, covering)

    def _reached_at(self, level: int) -> int | None:
        """Return when that much had elapsed, if it had."""
        if level <= 0:
            return self._course[0].start
        if level > self.elapsed:
            return None
        for row in self.rows:
            if row.total >= level and row.counted:
                rest = level - (row.total - row.counted)
                return row.point.terms.timetable.due(row.start, rest)
        return None

    def _forecast(self, level: int) -> int | None:
        start, timetable = self.as_of, self.terms.timetable
        if self._halt:
            start = self._halt.at
            # Hours agreed for after the stop no longer concern it.
            timetable = Timetable([(0, timetable.hours_at(start))])
        gaps = [(gap.start, gap.end) for gap in self._exclusions]
        try:
            return timetable.due(start, level - self.elapsed, gaps)
        except NoOpenTime:
            return None

    def _periods(self) -> Iterator[tuple[int, int | None, Terms]]:
        """Return the stretches under the same target, without what came after."""
        start, terms = self._promised_from, self._course[0].terms
        for before, interval in pairwise(self._course):
            # What is said of it while it rests moves nothing until it runs on.
            rests = before.mode in HALTED and interval.mode in HALTED
            if not rests and interval.terms.target != terms.target:
                yield start, interval.start, terms
                start, terms = interval.start, interval.terms
        yield start, None, terms

    def _crossings(self, levels: Callable[[Terms], list[Level]]) -> Iterator[Crossing]:
        seen = set()
        for start, end, terms in self._periods():
            for level in levels(terms):
                at = self._reached_at(level.seconds)
                # What falls on other terms comes after them.
                if at is None or (end is not None and at >= end):
                    continue
                is_carried = at <= start and start > self._course[0].start
                said = (level.percent, max(at, start), level.is_breach, is_carried)
                crossing = Crossing(terms.target, *said)
                if crossing.key not in seen:
                    seen.add(crossing.key)
                    yield crossing

    def _upcoming(self) -> Iterator[Crossing]:
        if self.mode is not Mode.RUNNING:
            return
        for percent, seconds, is_breach in _levels(self.terms):
            if seconds > self.elapsed and (at := self._forecast(seconds)) is not None:
                yield Crossing(self.terms.target, percent, at, is_breach)

    def _holder_before(self, second: int) -> Holder | None:
        """Return who held the record in the last running second before this."""
        running = (
            row
            for row in reversed(self.rows)
            if row.start < second and row.point.mode is Mode.RUNNING
        )
        row = next(running, None)
        return row.point.holder if row else None


def read_clock(
    points: Iterable[Point], exclusions: Iterable[Exclusion] = (), *, as_of: int
) -> Reading:
    """
    Derive what a clock shows, from its points up to `as_of`.

    Points and exclusions may come in any order; exclusions still ahead move what
    is forecast.

    :raises ValueError: if the clock has no point by then
    """
    listed = [point for point in points if point.at <= as_of]
    course = intervals(listed)
    if not course:
        raise ValueError("A clock without a point shows nothing.")
    return Reading(course, list(exclusions), _promised_from(listed), as_of)


def _levels(terms: Terms) -> list[Level]:
    shares = [Level(one, terms.level(one), False) for one in sorted(terms.percents)]
    return shares + _breach_alone(terms)


def _breach_alone(terms: Terms) -> list[Level]:
    return [Level(100, terms.budget + 1, True)]


def _last_halts(course: Sequence[Interval]) -> list[Point]:
    """Return the points at which the clock halted, if it has not run on since."""
    halts: list[Point] = []
    for interval in reversed(course):
        if interval.mode not in HALTED:
            break
        halts.insert(0, interval.point)
    return halts


def _promised_from(points: Sequence[Point]) -> int:
    """
    Return since when there is a promise: the clock may start in retrospect.

    Then what brought the promise is said to have moved the clock twice: when it
    began to count, and when it was promised.
    """
    first = min(points, key=attrgetter("at", "seq"))
    if first.event is None:
        return first.at
    return max(point.at for point in points if point.event == first.event)
