"""The hours that a version promises, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendars.definition import Definition
from calendars.models import Calendar
from calendars.selectors import version_at
from calendars.wording import week_in_words, windows_in_words

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PromisedHours:
    """One calendar: its week, and the days of a year on which it is otherwise."""

    calendar: Calendar
    zone: str
    week: str
    # Days with the name of the holiday, or the windows that replace the week's.
    exceptions: tuple[tuple[date, str], ...]


def promised_hours(calendars: Iterable[Calendar], at: datetime) -> list[PromisedHours]:
    """Return the hours of the calendars as they count then, and a year's exceptions."""
    found = []
    for calendar in sorted(set(calendars), key=str):
        version = version_at(calendar, at)
        if version:
            agreed = version.agreed
            found.append(
                PromisedHours(
                    calendar,
                    agreed.timezone,
                    week_in_words(agreed),
                    tuple(_exceptions(agreed, at.date())),
                )
            )
    return found


def _exceptions(agreed: Definition, first: date) -> list[tuple[date, str]]:
    days = [first + timedelta(days=place) for place in range(YEAR.days)]
    found = []
    for day in days:
        if day in agreed.special_days:
            found.append((day, windows_in_words(agreed.special_days[day])))
        elif (name := agreed.holiday_on(day)) is not None:
            found.append((day, name))
    return found
