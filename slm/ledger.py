"""The ledger of a clock: points from which an interval runs to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from calendars.hours import Budget
from calendars.timetable import Timetable


class Mode(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"


HALTED = (Mode.STOPPED, Mode.VOID)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What is promised: a target version, its budget in service seconds, its hours.

    `target` is the key of that part of a target version from which the budget
    comes, so that other terms have another key; `percents` are those of the budget
    at which somebody is told. `promise` is the budget as it was agreed, maybe in
    working days: people are shown that.
    """

    target: int
    budget: int
    timetable: Timetable
    percents: tuple[int, ...] = ()
    promise: Budget = field(default_factory=Budget)

    def level(self, percent: int) -> int:
        """Return the elapsed seconds at which that share of the budget is reached."""
        return -(-self.budget * percent // 100)


class Holder(NamedTuple):
    """In whose hands a record is: a team, and the supplier who has it from the team."""

    team: int | None = None
    supplier: int | None = None


class Point(NamedTuple):
    """
    A row of the ledger: from `at` on the clock is in this mode, under these terms.

    A point says how things stand from its instant on, whatever was said before:
    so one that comes late supersedes all earlier rows from its instant on.
    `event` is the key of what moved the clock.
    """

    seq: int
    at: int
    mode: Mode
    terms: Terms
    holder: Holder = Holder()
    event: int | None = None


class Interval(NamedTuple):
    """The time from a point to the next, to `end` or still going on (None)."""

    point: Point
    end: int | None

    @property
    def start(self) -> int:
        return self.point.at

    @property
    def mode(self) -> Mode:
        return self.point.mode

    @property
    def terms(self) -> Terms:
        return self.point.terms


def effective_points(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points that still hold, in order; later rows win."""
    kept: list[Point] = []
    for point in sorted(points, key=attrgetter("seq")):
        while kept and kept[-1].at >= point.at:
            kept.pop()
        kept.append(point)
    return tuple(kept)


def superseded_points(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points that a later row took back, in the order of the ledger."""
    found: list[Point] = []
    earliest: int | None = None
    for point in sorted(points, key=lambda point: -point.seq):
        if earliest is not None and earliest < point.at:
            found.append(point)
        earliest = point.at if earliest is None else min(earliest, point.at)
    return tuple(reversed(found))


def intervals(points: Iterable[Point]) -> tuple[Interval, ...]:
    """Return the intervals as the ledger has them."""
    kept = effective_points(points)
    ends = [*(point.at for point in kept[1:]), None]
    return tuple(map(Interval, kept, ends))
