"""The successive versions of a calendar, each counting from its own day on."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from calendars.gaps import due_around, elapsed_around, elapsed_in
from calendars.hours import Budget, Hours
from calendars.localtime import Span


class Timetable:
    """
    A calendar over time: what lies before a version counts by the one before it.

    What lies before the first version counts by the first. Times are seconds
    since 1970.
    """

    def __init__(self, versions: Sequence[tuple[int, Hours]]) -> None:
        self._starts = [start for start, _hours in versions]
        self._hours = [hours for _start, hours in versions]
        if not versions or self._starts != sorted(set(self._starts)):
            raise ValueError("A timetable needs versions in the order of their start.")

    def hours_at(self, second: int) -> Hours:
        """Return the version in force."""
        return self._hours[max(0, bisect_right(self._starts, second) - 1)]

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int, Hours]]:
        """Return the span cut where the version changes, each part with its hours."""
        first = max(0, bisect_right(self._starts, start) - 1)
        for place in range(first, len(self._hours)):
            last = place + 1 == len(self._hours)
            until = end if last else min(end, self._starts[place + 1])
            yield start, until, self._hours[place]
            if until == end:
                return
            start = until

    def elapsed(self, start: int, end: int, gaps: Iterable[Span] = ()) -> int:
        """Return the open seconds from start to a later end, outside the gaps."""
        gaps = list(gaps)
        return sum(
            elapsed_around(hours, begin, until, gaps)
            for begin, until, hours in self.parts(start, end)
        )

    def elapsed_inside(self, start: int, end: int, spans: Iterable[Span]) -> int:
        """Return the open seconds from start to end that lie inside the spans."""
        spans = list(spans)
        return sum(
            elapsed_in(hours, spans, (begin, until))
            for begin, until, hours in self.parts(start, end)
        )

    def due(self, start: int, seconds: int, gaps: Iterable[Span] = ()) -> int:
        """
        Return when that many open seconds outside the gaps are used up.

        :raises NoOpenTime: if a version does not offer them within its reach
        """
        gaps = list(gaps)
        for until in self._starts[1:]:
            if until <= start:
                continue
            hours = self.hours_at(start)
            here = elapsed_around(hours, start, until, gaps)
            if here >= seconds:
                return due_around(hours, start, seconds, gaps)
            start, seconds = until, seconds - here
        return due_around(self.hours_at(start), start, seconds, gaps)

    def next_open(self, second: int) -> int:
        """
        Return the first open second from this one on.

        :raises NoOpenTime: if there is none within reach
        """
        for until in self._starts[1:]:
            if until <= second:
                continue
            if self.hours_at(second).elapsed_seconds(second, until) > 0:
                break
            second = until
        return self.hours_at(second).next_open_second(second)

    def spans_between(self, start: int, end: int) -> list[Span]:
        """Return the open spans from start to end, cut off at both."""
        return [
            span
            for begin, until, hours in self.parts(start, end)
            for span in hours.spans_between(begin, until)
        ]

    def budget_seconds(self, start: int, budget: Budget) -> int:
        """
        Return the open seconds that a budget starting then is worth.

        Working days are converted once, by the version in force at the start. What is
        opened outside hours begins at the next opening: the time of day at which it
        came in is none of the provider's.

        :raises NoOpenTime: if it does not offer them within its reach
        """
        if budget.is_plain:
            return budget.seconds
        hours = self.hours_at(start)
        if not budget.end_of_working_day:
            start = hours.next_open_second(start)
        return hours.elapsed_seconds(start, hours.due_of_budget(start, budget))
