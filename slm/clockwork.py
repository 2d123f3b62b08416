"""
What a clock shows: everything is derived from its points and the exclusions.

All times are seconds since 1970; amounts are service seconds unless they are
called wall seconds. See `slm/ledger.py` for the points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
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


class Reading(NamedTuple):
    """
    What a clock shows as of an instant.

    `gap` is the service time between a stop and the reopening after it, or in which
    nothing was promised; `unpromised` is the latter alone. `stopped_at` is since when
    it is stopped or void. `due_at` is None while the clock is paused before its
    budget is used up; when stopped in time it says when it would have been due.
    `late_from` is a fact, not a forecast; the forecasts are in `upcoming`. `blamed`
    is the holder at the breach. `is_relaxed` marks a breach that a later target took
    back.
    """

    as_of: int
    mode: Mode
    terms: Terms
    started_at: int
    stopped_at: int | None
    elapsed: int
    paused: int
    excluded: int
    gap: int
    unpromised: int
    due_at: int | None
    late_from: int | None
    verdict: Verdict
    crossings: tuple[Crossing, ...]
    upcoming: tuple[Crossing, ...]
    blamed: Holder | None
    is_relaxed: bool
    rows: tuple[Row, ...]

    @property
    def remaining(self) -> int:
        """Service seconds left; negative once it is late."""
        return self.terms.budget - self.elapsed

    @property
    def overrun(self) -> int:
        return max(0, -self.remaining)

    @property
    def breaches(self) -> tuple[Crossing, ...]:
        return tuple(crossing for crossing in self.crossings if crossing.is_breach)


def read_clock(
    points: Iterable[Point],
    exclusions: Iterable[Exclusion] = (),
    *,
    as_of: int,
    forecasts: bool = True,
) -> Reading:
    """
    Derive what a clock shows, from its points up to `as_of`.

    Points and exclusions may come in any order; exclusions still ahead move what
    is forecast. Without forecasts neither `due_at` nor `upcoming` is looked for.

    :raises ValueError: if the clock has no point by then
    """
    listed = [point for point in points if point.at <= as_of]
    course = intervals(listed, as_of=as_of)
    if not course:
        raise ValueError("A clock without a point shows nothing.")
    promised = _promised_from(listed)
    derived = _Derivation(course, list(exclusions), promised, as_of)
    return derived.reading(forecasts=forecasts)


class _Derivation:
    def __init__(
        self,
        course: Sequence[Interval],
        exclusions: list[Exclusion],
        promised_from: int,
        as_of: int,
    ) -> None:
        self.mode = course[-1].mode
        halts = _last_halts(course)
        self.halt = halts[0] if halts else None
        # Cancelled after it was resolved, it is void since then.
        ended = (halt.at for halt in halts if halt.mode is self.mode)
        self.stopped_at = next(ended, None)
        # What happens to a clock after it halted changes no figure of it.
        self.course = course[: len(course) - len(halts) + 1] if halts else course
        self.promised_from = promised_from
        self.exclusions = exclusions
        self.gaps: list[Span] = [(gap.start, gap.end) for gap in exclusions]
        self.cuts = sorted({second for gap in self.gaps for second in gap})
        self.as_of = as_of
        self.terms = self.course[-1].terms
        self.rows = tuple(self._explain())
        self.elapsed = sum(row.counted for row in self.rows)
        self.halted_at = self.halt.at if self.halt else as_of

    def reading(self, *, forecasts: bool) -> Reading:
        crossings = tuple(self._crossings())
        verdict = self._verdict()
        breach = self._breach(crossings) if verdict is Verdict.BREACHED else None
        return Reading(
            as_of=self.as_of,
            mode=self.mode,
            terms=self.terms,
            started_at=self._started_at(),
            stopped_at=self.stopped_at,
            elapsed=self.elapsed,
            paused=sum(row.paused for row in self.rows),
            excluded=sum(row.excluded for row in self.rows),
            gap=sum(row.gap for row in self.rows),
            unpromised=sum(row.gap for row in self.rows if row.point.mode is Mode.VOID),
            due_at=self._due_at() if forecasts else None,
            late_from=breach.at if breach else None,
            verdict=verdict,
            crossings=crossings,
            upcoming=tuple(self._upcoming()) if forecasts else (),
            blamed=self._holder_before(breach.at) if breach else None,
            is_relaxed=verdict in (Verdict.MET, Verdict.RUNNING)
            and any(crossing.is_breach for crossing in crossings),
            rows=self.rows,
        )

    def _explain(self) -> Iterator[Row]:
        total = 0
        for interval in self.course:
            if interval.point is self.halt:
                return
            for start, end, hours in self._pieces(interval):
                service = hours.elapsed_seconds(start, end)
                row = self._row(interval.point, (start, end), service, total)
                total = row.total
                yield row

    def _pieces(self, interval: Interval) -> Iterator[tuple[int, int, Hours]]:
        """Return it cut where its hours change, or an exclusion starts or ends."""
        end = self.as_of if interval.end is None else interval.end
        parts = interval.terms.timetable.parts(interval.start, end)
        for start, until, hours in parts:
            inner = [cut for cut in self.cuts if start < cut < until]
            for one, other in pairwise([start, *inner, until]):
                if one < other:
                    yield one, other, hours

    def _row(self, point: Point, span: Span, service: int, total: int) -> Row:
        start, end = span
        covering = tuple(
            gap.key for gap in self.exclusions if gap.start <= start and end <= gap.end
        )
        running = point.mode is Mode.RUNNING
        counted = service if running and not covering else 0
        paused = service if point.mode is Mode.PAUSED else 0
        excluded = service if running and covering else 0
        return Row(
            start=start,
            end=end,
            point=point,
            counted=counted,
            paused=paused,
            excluded=excluded,
            gap=service - counted - paused - excluded,
            outside=end - start - service,
            total=total + counted,
            exclusions=covering,
        )

    def _verdict(self) -> Verdict:
        if self.mode is Mode.VOID:
            return Verdict.VOID
        if self.elapsed > self.terms.budget:
            return Verdict.BREACHED
        return Verdict.MET if self.halt else Verdict.RUNNING

    def _started_at(self) -> int:
        """Return the first open second; if it halted before that, the halt."""
        first = self.course[0]
        try:
            opening = first.terms.timetable.next_open(first.start)
        except NoOpenTime:
            return first.start
        return min(opening, self.halt.at) if self.halt else opening

    def _reached_at(self, level: int) -> int | None:
        """Return when that much had elapsed, if it had."""
        if level <= 0:
            return self.course[0].start
        if level > self.elapsed:
            return None
        for row in self.rows:
            if row.total >= level and row.counted:
                rest = level - (row.total - row.counted)
                return row.point.terms.timetable.due(row.start, rest)
        return None

    def _forecast(self, level: int) -> int | None:
        timetable = self.course[-1].terms.timetable
        if self.halt:
            # Hours agreed for after the stop no longer concern it.
            timetable = Timetable([(0, timetable.hours_at(self.halted_at))])
        rest = level - self.elapsed
        try:
            return timetable.due(self.halted_at, rest, self.gaps)
        except NoOpenTime:
            return None

    def _due_at(self) -> int | None:
        if self.mode is Mode.VOID:
            return None
        reached = self._reached_at(self.terms.budget)
        if reached is not None or self.mode is Mode.PAUSED:
            return reached
        return self._forecast(self.terms.budget)

    def _periods(self) -> Iterator[tuple[int, int | None, Terms]]:
        """Return the stretches under the same target, without what came after."""
        start, terms = self.promised_from, self.course[0].terms
        for before, interval in pairwise(self.course):
            # What is said of it while it rests moves nothing until it runs on.
            rests = before.mode in HALTED and interval.mode in HALTED
            if not rests and interval.terms.target != terms.target:
                yield start, interval.start, terms
                start, terms = interval.start, interval.terms
        yield start, None, terms

    def _crossings(self) -> Iterator[Crossing]:
        seen = set()
        for start, end, terms in self._periods():
            for crossing in self._crossings_in(start, end, terms):
                if crossing.key not in seen:
                    seen.add(crossing.key)
                    yield crossing

    def _crossings_in(
        self, start: int, end: int | None, terms: Terms
    ) -> Iterator[Crossing]:
        for percent, level, is_breach in _levels(terms):
            at = self._reached_at(level)
            if at is None or (end is not None and at >= end):
                continue
            is_carried = at <= start and start > self.course[0].start
            yield Crossing(terms.target, percent, max(at, start), is_breach, is_carried)

    def _upcoming(self) -> Iterator[Crossing]:
        if self.mode is not Mode.RUNNING:
            return
        for percent, level, is_breach in _levels(self.terms):
            if level > self.elapsed and (at := self._forecast(level)) is not None:
                yield Crossing(self.terms.target, percent, at, is_breach)

    def _breach(self, crossings: tuple[Crossing, ...]) -> Crossing | None:
        for crossing in crossings:
            if crossing.is_breach and crossing.target == self.terms.target:
                return crossing
        return None

    def _holder_before(self, second: int) -> Holder | None:
        """Return who held the record in the last running second before this."""
        running = (
            row
            for row in reversed(self.rows)
            if row.start < second and row.point.mode is Mode.RUNNING
        )
        row = next(running, None)
        return row.point.holder if row else None


def _levels(terms: Terms) -> Iterator[tuple[int, int, bool]]:
    for percent in sorted(terms.percents):
        yield percent, terms.level(percent), False
    yield 100, terms.budget + 1, True


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
    first = min(points, key=lambda point: (point.at, point.seq))
    if first.event is None:
        return first.at
    return max(point.at for point in points if point.event == first.event)
