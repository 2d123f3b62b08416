"""
What an agreement rests on, and whether that is enough: pure, no database.

Legs stand one after the other in stages. Those of one stage stand beside each other:
of times the slowest counts, of availability one is enough. Times are whole seconds
since 1970, amounts are service seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import prod

from calendars.hours import Budget, Hours
from calendars.timetable import Timetable

DAY = 86_400
FORTNIGHT = 14 * DAY
HOUR = 3600
ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount of time, and the hours in which it counts."""

    hours: Hours
    budget: Budget

    def worth(self, start: int) -> int:
        """Return the open seconds that it gives what begins then."""
        return Timetable([(0, self.hours)]).budget_seconds(start, self.budget)

    def due(self, start: int) -> int:
        """
        Return when it is used up by what begins then.

        :raises NoOpenTime: if the hours do not offer it within their reach
        """
        return self.hours.due_second(start, self.worth(start))

    def due_back(self, end: int) -> int:
        """Return from when it leads up to that instant, or about so for days."""
        days = self.budget.working_days
        if days is None:
            return self.hours.due_back_second(end, self.budget.seconds)
        return self.hours.shift_days_second(end, -days)


# Legs beside each other.
Stage = tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """
    What the legs take from the worst start on, beside what is promised then.

    `shares` has what each stage takes of it; all in seconds of the promised hours.
    """

    start: int
    promised: int
    shares: tuple[int, ...]

    @property
    def needed(self) -> int:
        return sum(self.shares)

    @property
    def short(self) -> int:
        """By how much the legs take longer than was promised; 0 if they do not."""
        return max(0, self.needed - self.promised)

    @property
    def left(self) -> int:
        """What is left of the promise for everything else; 0 if nothing is."""
        return max(0, self.promised - self.needed)


@lru_cache(maxsize=4096)
def worst_need(promise: Promise, stages: tuple[Stage, ...], monday: int) -> Need:
    """
    Return what the stages need if the record is opened at the worst moment.

    Every moment of the fortnight from that Monday on is considered: between those at
    which something opens or closes, or at which a leg would be done just then, what
    is needed changes evenly.

    :raises NoOpenTime: if a leg never gets done, or the promise never runs
    """
    parts = [part for stage in stages for part in stage]
    if all(part.hours is promise.hours for part in parts) and not any(
        _is_in_days(part) for part in (promise, *parts)
    ):
        return need_from(promise, stages, promise.hours.next_open_second(monday))
    return max(
        (
            need_from(promise, stages, start)
            for start in _starts(promise, stages, monday)
        ),
        key=lambda need: (need.needed - need.promised, -need.start),
    )


def need_from(promise: Promise, stages: Sequence[Stage], start: int) -> Need:
    """Return what the stages need for a record that is opened then."""
    shares, moment = [], start
    for stage in stages:
        done = max(part.due(moment) for part in stage)
        shares.append(promise.hours.elapsed_seconds(moment, done))
        moment = done
    return Need(start, promise.worth(start), tuple(shares))


def _is_in_days(part: Promise) -> bool:
    return part.budget.working_days is not None or part.budget.end_of_working_day


def _starts(promise: Promise, stages: Sequence[Stage], monday: int) -> Iterator[int]:
    """Yield the moments at which the worst start must be, in no order."""
    turns = set(_turns(promise, stages, monday))
    found = turns
    for stage in reversed(stages):
        found = turns | {part.due_back(at) for part in stage for at in found}
    found |= {promise.due_back(at) for at in turns}
    hourly = range(monday, monday + FORTNIGHT, HOUR)
    for at in {*found, *hourly}:
        # Just after the moment from which on it has to wait for the next opening.
        for start in (at - 1, at, at + 1):
            if monday <= start < monday + FORTNIGHT:
                yield start


def _turns(promise: Promise, stages: Sequence[Stage], monday: int) -> Iterator[int]:
    """Yield when one of the calendars opens or closes, or its day begins."""
    for hours in {promise.hours, *(part.hours for stage in stages for part in stage)}:
        for span in hours.spans_between(monday, monday + 2 * FORTNIGHT):
            yield from span


def lacking(promised: Hours, worked: Hours, monday: int) -> int:
    """Return how many seconds of a week are promised but not worked."""
    first, last = monday, monday + FORTNIGHT
    both = sum(
        worked.elapsed_seconds(start, end)
        for start, end in promised.spans_between(first, last)
    )
    return (promised.elapsed_seconds(first, last) - both) // 2


def in_series(percents: Iterable[Decimal]) -> Decimal:
    """Return the share, in percent, that is left if each has its own independently."""
    return ALL * prod((percent / ALL for percent in percents), start=Decimal(1))


def side_by_side(percents: Iterable[Decimal]) -> Decimal:
    """Return the share, in percent, in which at least one of them is there."""
    return ALL - in_series(ALL - percent for percent in percents)


def availability(stages: Iterable[Sequence[Decimal]]) -> Decimal:
    """Return the availability, in percent, of stages in series, redundant within."""
    return in_series(side_by_side(stage) for stage in stages)
