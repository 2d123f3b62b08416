"""
Business time: arithmetic on the open hours of a calendar.

A calendar is compiled, year by year and only as far as it is asked, into open
spans in UTC with a running sum; every question is then two binary searches,
whatever the length of the span. Times are whole seconds since 1970, floored on
entry, or instants with a time zone; elapsed time is physical time.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from calendars.definition import Definition
from calendars.localtime import Span, compile_day, instant_of, second_of
from calendars.table import FIRST_YEAR, LAST_YEAR, NOTHING, Table

REACH_YEARS = 20
REACH = REACH_YEARS * 365 * 86_400 + REACH_YEARS // 4 * 86_400


class NoOpenTime(ValueError):
    """Raised when a calendar offers no open time within its reach."""

    def __init__(self, name: str) -> None:
        self.calendar = name
        super().__init__(
            f"Calendar “{name}” has not enough open time within {REACH_YEARS} years."
        )


class OutOfRange(ValueError):
    """Raised when an instant lies outside the years that calendars cover."""


@dataclass(frozen=True, slots=True)
class Budget:
    """
    An amount of business time: service seconds, or working days.

    `end_of_working_day` moves what it leads to to the last closing of that day.
    """

    seconds: int = 0
    working_days: int | None = None
    end_of_working_day: bool = False

    def __post_init__(self) -> None:
        if self.seconds < 0 or (self.working_days or 0) < 0:
            raise ValueError("A budget cannot be negative.")
        if self.seconds and self.working_days is not None:
            raise ValueError("A budget has either seconds or working days.")

    @property
    def is_plain(self) -> bool:
        """Whether it is worth the same, whenever it starts."""
        return self.working_days is None and not self.end_of_working_day


class Hours:
    """The open hours of one calendar, compiled as they are asked for."""

    def __init__(self, definition: Definition, name: str = "") -> None:
        self.definition = definition
        self.name = name or definition.timezone
        self.zone = ZoneInfo(definition.timezone)
        self._years: dict[int, list[tuple[date, list[Span]]]] = {}
        self._table = NOTHING
        self._lock = Lock()

    # In whole seconds.

    def due_second(self, start: int, seconds: int) -> int:
        """
        Return when that many open seconds after the start are used up.

        If this is exactly at a closing, the closing; with none to use, the start.

        :raises NoOpenTime: if the calendar does not offer them within its reach
        """
        if seconds <= 0:
            return _nothing_to_use(start, seconds)
        table = self._table
        if not table.start <= start < table.end:
            table = self._reaching(start)
        target = table.worked(start) + seconds
        while not table.sums or target > table.sums[-1]:
            table = self._later(table, start)
            target = table.worked(start) + seconds
        place = bisect_left(table.sums, target)
        due = table.closes[place] - table.sums[place] + target
        if due - start > REACH:
            raise NoOpenTime(self.name)
        return due

    def due_back_second(self, end: int, seconds: int) -> int:
        """
        Return from when that many open seconds lead up to the end.

        If this is exactly at an opening, the opening.

        :raises NoOpenTime: if the calendar does not offer them within its reach
        """
        if seconds <= 0:
            return _nothing_to_use(end, seconds)
        table = self._reaching(end)
        target = table.worked(end) - seconds
        while target < 0:
            table = self._earlier(table, end)
            target = table.worked(end) - seconds
        place = bisect_right(table.sums, target)
        due = table.closes[place] - table.sums[place] + target
        if end - due > REACH:
            raise NoOpenTime(self.name)
        return due

    def elapsed_seconds(self, start: int, end: int) -> int:
        """Return the open seconds from start to end; negative if end is earlier."""
        table = self._table
        if not (table.start <= start < table.end and table.start <= end < table.end):
            table = self._reaching(start, end)
        return table.worked(end) - table.worked(start)

    def is_open_second(self, second: int) -> bool:
        """Return whether the calendar is open in that second."""
        table = self._reaching(second)
        place = bisect_right(table.opens, second) - 1
        return place >= 0 and second < table.closes[place]

    def next_open_second(self, second: int) -> int:
        """
        Return the first open second from this one on.

        :raises NoOpenTime: if there is none within reach
        """
        table, place = self._following(second)
        return max(second, table.opens[place])

    def next_close_second(self, second: int) -> int:
        """
        Return the next closing after this second.

        Windows of different days stay apart: a calendar that is open day and
        night closes, and opens, at every midnight.

        :raises NoOpenTime: if there is none within reach
        """
        table, place = self._following(second)
        return table.closes[place]

    def previous_open_second(self, second: int) -> int:
        """
        Return the last instant up to this one that has an open second before it.

        :raises NoOpenTime: if there is none within reach
        """
        table = self._reaching(second)
        while (place := bisect_left(table.opens, second) - 1) < 0:
            table = self._earlier(table, second)
        found = min(second, table.closes[place])
        if second - found > REACH:
            raise NoOpenTime(self.name)
        return found

    def spans_between(self, start: int, end: int) -> list[Span]:
        """Return the open spans from start to end, cut off at both."""
        table = self._reaching(start, end)
        first, last = bisect_right(table.closes, start), bisect_left(table.opens, end)
        return [
            (max(start, table.opens[place]), min(end, table.closes[place]))
            for place in range(first, last)
        ]

    def shift_days_second(self, start: int, days: int) -> int:
        """
        Return the same time of day that many working days later, or earlier.

        The start day is not counted; a time that is skipped there moves forward.

        :raises NoOpenTime: if there are not as many within reach
        """
        if days == 0:
            return start
        local = datetime.fromtimestamp(start, self.zone).replace(fold=0)
        day = self._working_day(start, local.date(), days)
        return second_of(datetime.combine(day, local.time(), self.zone))

    def end_of_working_day_second(self, second: int) -> int:
        """
        Return the last closing of that local day, or else of the next working day.

        :raises NoOpenTime: if there is none within reach
        """
        day = datetime.fromtimestamp(second, self.zone).date()
        day = self._working_day(second, day - timedelta(days=1), 1)
        return compile_day(self.definition, self.zone, day)[-1][1]

    # In instants.

    def due(self, start: datetime, budget: Budget | int) -> datetime:
        """
        Return when the budget that starts to run then is used up.

        :raises NoOpenTime: if the calendar does not offer it within its reach
        """
        return instant_of(self.due_of_budget(second_of(start), as_budget(budget)))

    def due_back(self, end: datetime, budget: Budget | int) -> datetime:
        """
        Return from when the budget leads up to that instant.

        :raises NoOpenTime: if the calendar does not offer it within its reach
        """
        budget, second = as_budget(budget), second_of(end)
        if budget.working_days is None:
            found = self.due_back_second(second, budget.seconds)
        else:
            found = self.shift_days_second(second, -budget.working_days)
        if budget.end_of_working_day:
            found = self.end_of_working_day_second(found)
        return instant_of(found)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the open seconds from start to end; negative if end is earlier."""
        return self.elapsed_seconds(second_of(start), second_of(end))

    def is_open(self, at: datetime) -> bool:
        """Return whether the calendar is open at that instant."""
        return self.is_open_second(second_of(at))

    def is_working_day(self, day: date) -> bool:
        """Return whether that local day has any open time."""
        return bool(compile_day(self.definition, self.zone, day))

    def next_opening(self, at: datetime) -> datetime:
        """
        Return the first open instant from this one on.

        :raises NoOpenTime: if there is none within reach
        """
        return instant_of(self.next_open_second(second_of(at)))

    def previous_opening(self, at: datetime) -> datetime:
        """
        Return this instant if open time leads up to it, else the closing before.

        :raises NoOpenTime: if there is none within reach
        """
        return instant_of(self.previous_open_second(second_of(at)))

    def next_closing(self, at: datetime) -> datetime:
        """
        Return the closing of the current window, or of the next one.

        :raises NoOpenTime: if there is none within reach
        """
        return instant_of(self.next_close_second(second_of(at)))

    def due_of_budget(self, start: int, budget: Budget) -> int:
        """
        Return, in seconds since 1970, when the budget is used up.

        :raises NoOpenTime: if the calendar does not offer it within its reach
        """
        if budget.working_days is None:
            due = self.due_second(start, budget.seconds)
            last = due - 1 if due > start else due
        else:
            due = last = self.shift_days_second(start, budget.working_days)
        if not budget.end_of_working_day:
            return due
        # A midnight belongs to the day it ends; after the last closing the next counts.
        closing = self.end_of_working_day_second(last)
        if closing < start:
            return self.end_of_working_day_second(self.next_open_second(start))
        return closing

    # How the table grows.

    def _following(self, second: int) -> tuple[Table, int]:
        table = self._reaching(second)
        while (place := bisect_right(table.closes, second)) == len(table.closes):
            table = self._later(table, second)
        if table.opens[place] - second > REACH:
            raise NoOpenTime(self.name)
        return table, place

    def _working_day(self, start: int, day: date, days: int) -> date:
        ordinal, table = day.toordinal(), self._reaching(start)
        while True:
            if days > 0:
                place = bisect_right(table.days, ordinal) + days - 1
            else:
                place = bisect_left(table.days, ordinal) + days
            if 0 <= place < len(table.days):
                if abs(table.days[place] - ordinal) > REACH // 86_400:
                    raise NoOpenTime(self.name)
                return date.fromordinal(table.days[place])
            table = (self._later if days > 0 else self._earlier)(table, start)

    def _later(self, table: Table, second: int) -> Table:
        year = table.last_year + 1
        if year > instant_of(second + REACH).year or year > LAST_YEAR:
            raise NoOpenTime(self.name)
        return self._cover(year, year)

    def _earlier(self, table: Table, second: int) -> Table:
        year = table.first_year - 1
        if year < instant_of(second - REACH).year or year < FIRST_YEAR:
            raise NoOpenTime(self.name)
        return self._cover(year, year)

    def _reaching(self, *seconds: int) -> Table:
        """Return a table that answers for these seconds."""
        table, first, last = self._table, min(seconds), max(seconds)
        if table.start <= first and last < table.end:
            return table
        # Local years begin and end up to a day apart from those of UTC.
        margin = 2 * 86_400
        return self._cover(_year_of(first - margin), _year_of(last + margin))

    def _cover(self, first: int, last: int) -> Table:
        with self._lock:
            first = min(first, self._table.first_year)
            last = max(last, self._table.last_year)
            # Replaced as a whole: other threads go on reading the one they have.
            self._table = self._build(first, last)
            return self._table

    def _build(self, first: int, last: int) -> Table:
        opens, closes, sums, days = (list[int]() for _column in range(4))
        total, closed = 0, second_of(datetime(first - 1, 1, 1, tzinfo=UTC))
        for year in range(first, last + 1):
            for day, spans in self._compile_year(year):
                days.append(day.toordinal())
                for start, end in spans:
                    # Where clocks go back at midnight two days may overlap.
                    start = max(start, closed)
                    if start < end:
                        total += end - start
                        opens.append(start)
                        closes.append(end)
                        sums.append(total)
                        closed = end
        start = second_of(datetime(first, 1, 3, tzinfo=UTC))
        end = second_of(datetime(last, 12, 30, tzinfo=UTC))
        return Table(first, last, start, end, opens, closes, sums, days)

    def _compile_year(self, year: int) -> list[tuple[date, list[Span]]]:
        if year not in self._years:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = map(date.fromordinal, range(first, last + 1))
            compiled = {
                day: compile_day(self.definition, self.zone, day) for day in days
            }
            self._years[year] = [pair for pair in compiled.items() if pair[1]]
        return self._years[year]


def _nothing_to_use(start: int, seconds: int) -> int:
    if seconds < 0:
        raise ValueError("A budget cannot be negative.")
    return start


def as_budget(budget: Budget | int) -> Budget:
    """Return the budget; a number is one of seconds."""
    return Budget(seconds=budget) if isinstance(budget, int) else budget


def _year_of(second: int) -> int:
    try:
        year = instant_of(second).year
    except (ValueError, OverflowError, OSError):
        year = 0
    if FIRST_YEAR <= year <= LAST_YEAR:
        return year
    raise OutOfRange(f"Calendars cover the years {FIRST_YEAR} to {LAST_YEAR} only.")
