"""Notice, and terms that renew themselves: days alone, without a database."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
# Before an end, or the last day of notice, people are told so many days ahead.
WARNINGS = (30, 60, 90)
# Of an interim agreement that no formal one takes the place of.
LAST_WARNINGS = (1, 7, 14)


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before an end it must be given: months, then days."""

    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return bool(self.months or self.days)


def add_months(day: date, months: int) -> date:
    """
    Return the same day so many months later, or the last day of a shorter month.

    :raises OverflowError: beyond the years that a date can hold
    """
    years, index = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("There is no such year.")
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def earliest_end(given: date, notice: Notice) -> date:
    """
    Return the first day without the agreement, if notice is given on that day.

    Three months from 30 September run out with 30 December; from 31 January one
    month runs out with the last day of February.
    """
    return add_months(given, notice.months) + timedelta(notice.days) + DAY


def last_notice_day(end: date, notice: Notice) -> date:
    """Return the last day on which notice can be given so that nothing holds on `end`."""
    day = add_months(end - DAY - timedelta(notice.days), -notice.months)
    # Shorter months: several days lead to the same end, and the last of them counts.
    while earliest_end(day + DAY, notice) <= end:
        day += DAY
    return day


def next_end(first_end: date, current_end: date, months: int) -> date:
    """
    Return when the next term ends: reckoned from the first, so that no day is lost.

    What ends with the last of January renews to the last of February, then of March.
    """
    count = 1
    while (end := add_months(first_end, count * months)) <= current_end:
        count += 1
    return end


def warning_due(left: int, *, is_bare: bool = False) -> int | None:
    """
    Return which warning is due with so many days left: the nearest that is passed.

    What nothing is to follow (`is_bare`) is warned of more often towards its end.
    """
    warnings = (*LAST_WARNINGS, *WARNINGS) if is_bare else WARNINGS
    return next((days for days in warnings if 0 <= left <= days), None)
