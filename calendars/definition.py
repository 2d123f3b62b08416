"""What a calendar says: its zone, windows, holidays and exceptions, as people agree."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
END_OF_DAY = 24 * 60

# A window of one day in minutes since local midnight, the end excluded.
Window = tuple[int, int]
Windows = tuple[Window, ...]

Day = TypeVar("Day", date, str)

CLOCK_TIME = re.compile(r"(\d\d):(\d\d)")
MONTH_AND_DAY = re.compile(r"\d\d-\d\d")


def gettext_noop(text: str) -> str:
    """Mark a text for translation where it will be shown."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a definition: where, and a text with its parameters."""

    where: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}: {self.template % self.params}"


class DefinitionError(ValueError):
    """Raised when a definition is not one; lists every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Definition:
    """
    The agreed hours of a calendar.

    Holidays map a day to its name, which may be empty; a special day's windows
    replace those of the weekday and beat a holiday; breaks are subtracted last.
    """

    timezone: str
    weekly: tuple[Windows, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    yearly_holidays: Mapping[str, str] = field(default_factory=dict)
    special_days: Mapping[date, Windows] = field(default_factory=dict)
    breaks: Mapping[date, Windows] = field(default_factory=dict)

    def holiday_on(self, day: date) -> str | None:
        """Return the name of that day's holiday, or None if it is none."""
        if day in self.holidays:
            return self.holidays[day]
        return self.yearly_holidays.get(day.strftime("%m-%d"))

    def windows_on(self, day: date) -> Windows:
        """Return the windows of that day, breaks not yet subtracted."""
        if day in self.special_days:
            return self.special_days[day]
        if self.holiday_on(day) is not None:
            return ()
        return self.weekly[day.weekday()]

    def to_json(self) -> dict[str, Any]:
        """Return the form that `parse_definition` reads."""
        return {
            "timezone": self.timezone,
            "weekly": {
                name: _spell_windows(windows)
                for name, windows in zip(WEEKDAYS, self.weekly, strict=True)
                if windows
            },
            "holidays": [
                _spell_holiday("date", day.isoformat(), name)
                for day, name in sorted(self.holidays.items())
            ],
            "yearly_holidays": [
                _spell_holiday("day", day, name)
                for day, name in sorted(self.yearly_holidays.items())
            ],
            "special_days": _spell_days(self.special_days),
            "breaks": _spell_days(self.breaks),
        }


def split_overnight(start: int, end: int) -> tuple[Window, Window]:
    """Return the two windows, of this day and the next, that span the midnight."""
    return (start, END_OF_DAY), (0, end)


def parse_definition(data: object) -> Definition:
    """
    Read a definition from its JSON form.

    A holiday is a day (`2026-12-25`, or `12-25` among the yearly ones) or an
    object with `date` (yearly: `day`) and `name`.

    :raises DefinitionError: naming everything that is wrong
    """
    return _Parser(may_overlap=True).parse(data)


def agree_definition(data: object) -> Definition:
    """
    Read a definition that is about to be agreed: none of its windows overlap.

    What was agreed before is read as it is, by `parse_definition`.

    :raises DefinitionError: naming everything that is wrong
    """
    return _Parser(may_overlap=False).parse(data)


def spell_window(window: Window) -> str:
    """Return a window as `08:00–12:00`."""
    return "–".join(map(spell_time, window))


def spell_time(minute: int) -> str:
    """Return minutes since midnight as `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _spell_windows(windows: Windows) -> list[list[str]]:
    return [[spell_time(start), spell_time(end)] for start, end in windows]


def _spell_days(days: Mapping[date, Windows]) -> dict[str, list[list[str]]]:
    return {
        day.isoformat(): _spell_windows(windows)
        for day, windows in sorted(days.items())
    }


def _spell_holiday(key: str, day: str, name: str) -> str | dict[str, str]:
    return {key: day, "name": name} if name else day


OVERLAP = gettext_noop(
    "%(one)s and %(other)s overlap; let one begin where the other ends, or give one for"
    " both"
)


class _Parser:
    """Reads one definition and collects what is wrong with it."""

    KEYS = (
        "timezone",
        "weekly",
        "holidays",
        "yearly_holidays",
        "special_days",
        "breaks",
    )

    def __init__(self, *, may_overlap: bool) -> None:
        self.may_overlap = may_overlap
        self.problems: list[Problem] = []

    def parse(self, data: object) -> Definition:
        values = self._mapping("calendar", data)
        for key in values:
            if key not in self.KEYS:
                self._note(str(key), gettext_noop("is not a key of a calendar"))
        definition = Definition(
            timezone=self._timezone(values.get("timezone")),
            weekly=self._weekly(values.get("weekly")),
            holidays=self._holidays("holidays", "date", values, self._date),
            yearly_holidays=self._holidays(
                "yearly_holidays", "day", values, self._month_and_day
            ),
            special_days=self._days("special_days", values),
            breaks=self._days("breaks", values),
        )
        if self.problems:
            raise DefinitionError(self.problems)
        return definition

    def _note(self, where: str, template: str, **params: object) -> None:
        spelled = {key: str(value) for key, value in params.items()}
        self.problems.append(Problem(where, template, spelled))

    def _mapping(self, where: str, data: object) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        self._note(where, gettext_noop("must be an object with named values"))
        return {}

    def _list(self, where: str, data: object) -> list[Any]:
        if isinstance(data, list | tuple):
            return list(data)
        self._note(where, gettext_noop("must be a list"))
        return []

    def _timezone(self, value: object) -> str:
        if isinstance(value, str) and value and is_timezone(value):
            return value
        template = gettext_noop("“%(value)s” is not a known time zone")
        self._note("timezone", template, value="" if value is None else value)
        return "UTC"

    def _weekly(self, data: object) -> tuple[Windows, ...]:
        week = self._mapping("weekly", data)
        for name in week:
            if name not in WEEKDAYS:
                self._note(f"weekly.{name}", gettext_noop("is not a day of the week"))
        return tuple(
            self._windows(f"weekly.{name}", week.get(name, [])) for name in WEEKDAYS
        )

    def _windows(self, where: str, data: object) -> Windows:
        read = [self._window(where, pair) for pair in self._list(where, data)]
        windows = sorted(window for window in read if window)
        for one, other in pairwise(windows):
            if other[0] < one[1] and not self.may_overlap:
                both = {"one": spell_window(one), "other": spell_window(other)}
                self._note(where, OVERLAP, **both)
        return tuple(windows)

    def _window(self, where: str, pair: object) -> Window | None:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            self._note(where, gettext_noop("a window has a beginning and an end"))
            return None
        start, end = (self._clock_time(where, value) for value in pair)
        if start is None or end is None:
            return None
        if end <= start:
            self._note(
                where,
                gettext_noop(
                    "the window from %(start)s ends at %(end)s, not after its start;"
                    " give it as two: %(start)s to 24:00, and 00:00 to %(end)s on the"
                    " next day"
                ),
                start=spell_time(start),
                end=spell_time(end),
            )
            return None
        return start, end

    def _clock_time(self, where: str, value: object) -> int | None:
        found = CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
        if found:
            hour, minute = int(found[1]), int(found[2])
            if minute < 60 and hour * 60 + minute <= END_OF_DAY:
                return hour * 60 + minute
        template = gettext_noop("“%(value)s” is not a time from 00:00 to 24:00")
        self._note(where, template, value=value)
        return None

    def _date(self, where: str, value: object) -> date | None:
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        template = gettext_noop("“%(value)s” is not a date like 2026-12-31")
        self._note(where, template, value=value)
        return None

    def _month_and_day(self, where: str, value: object) -> str | None:
        if isinstance(value, str) and MONTH_AND_DAY.fullmatch(value):
            try:
                # A leap year, so that 29 February may be a holiday.
                date.fromisoformat(f"2000-{value}")
            except ValueError:
                pass
            else:
                return value
        template = gettext_noop("“%(value)s” is not a day of the year like 12-31")
        self._note(where, template, value=value)
        return None

    def _holidays(
        self,
        where: str,
        key: str,
        values: dict[str, Any],
        read: Callable[[str, object], Day | None],
    ) -> dict[Day, str]:
        found: dict[Day, str] = {}
        for entry in self._list(where, values.get(where, [])):
            value, name = self._holiday(where, key, entry)
            day = read(where, value)
            if day is None:
                continue
            if day in found:
                template = gettext_noop("%(value)s is given twice")
                self._note(where, template, value=value)
            found[day] = name
        return found

    def _holiday(self, where: str, key: str, entry: object) -> tuple[object, str]:
        if not isinstance(entry, dict):
            return entry, ""
        for name in entry:
            if name not in (key, "name"):
                template = gettext_noop("“%(value)s” is not a key of a holiday")
                self._note(where, template, value=name)
        return entry.get(key), str(entry.get("name", ""))

    def _days(self, where: str, values: dict[str, Any]) -> dict[date, Windows]:
        found = {}
        for value, windows in self._mapping(where, values.get(where, {})).items():
            if (day := self._date(where, value)) is not None:
                found[day] = self._windows(f"{where}.{value}", windows)
        return found


def is_timezone(name: str) -> bool:
    """Return whether the IANA database knows a zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
