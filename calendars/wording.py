"""Hours as people say and type them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calendars.definition import WEEKDAYS, Definition, Windows, spell_time

MONDAY = date(2024, 1, 1)
ALWAYS: Windows = ((0, 24 * 60),)
NONE = "closed"
WINDOW = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")
DAY = re.compile(r"(?:\d{4}-)?\d\d-\d\d")


class Unreadable(ValueError):
    """Raised when what was typed does not have the form that the field explains."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def day_name(weekday: int, style: str = "D") -> str:
    """Return the name of a weekday, Monday being 0, in the reader's language."""
    return date_format(MONDAY + timedelta(weekday), style)


def week_in_words(definition: Definition) -> str:
    """Say the usual week: “Mon–Fri 08:00–18:00, Sat 09:00–12:00”."""
    if all(windows == ALWAYS for windows in definition.weekly):
        return _("around the clock")
    said = []
    for windows, run in groupby(enumerate(definition.weekly), key=lambda day: day[1]):
        days = [weekday for weekday, _windows in run]
        if windows:
            said.append(f"{_days(days)} {windows_in_words(windows)}")
    return ", ".join(said) or _("only on special days")


def windows_in_words(windows: Windows) -> str:
    """Say the windows of a day: “08:00–12:00 and 13:00–17:00”."""
    spelled = [f"{spell_time(start)}–{spell_time(end)}" for start, end in windows]
    return f" {_('and')} ".join(spelled) if spelled else _("closed")


def _days(days: list[int]) -> str:
    if len(days) < 3:
        return ", ".join(day_name(day) for day in days)
    return f"{day_name(days[0])}–{day_name(days[-1])}"


def type_windows(windows: Windows) -> str:
    """Write windows as `read_windows` reads them."""
    return ", ".join(f"{spell_time(start)}-{spell_time(end)}" for start, end in windows)


def read_windows(text: str) -> list[list[str]]:
    """
    Read “08:00-12:00, 13:00-17:00”; nothing, or “closed”, is no window.

    :raises Unreadable: naming each that is something else
    """
    found, problems = [], []
    for word in text.replace(";", ",").split(","):
        if not word.strip() or word.strip().lower() == NONE:
            continue
        window = WINDOW.fullmatch(word.strip())
        if window is None:
            problem = _("“%s” is not a window such as 08:00-12:00.")
            problems.append(problem % word.strip())
        else:
            found.append([time.rjust(5, "0") for time in window.groups()])
    if problems:
        raise Unreadable(problems)
    return found


def type_days(days: Mapping[date, Windows]) -> str:
    """Write days with their windows as `read_days` reads them."""
    return "\n".join(
        f"{day.isoformat()} {type_windows(windows) or NONE}"
        for day, windows in sorted(days.items())
    )


def read_days(text: str) -> dict[str, list[list[str]]]:
    """
    Read a day and its windows from each line: “2026-12-24 08:00-12:00”.

    :raises Unreadable: naming the lines
    """
    found: dict[str, list[list[str]]] = {}
    lines, problems = _lines(text)
    for number, day, rest in lines:
        if day in found:
            problems.append(_("Line %s:") % number + _(" this day is given twice."))
        found[day] = []
        try:
            found[day] = read_windows(rest)
        except Unreadable as error:
            problems += [_("Line %s:") % number + f" {one}" for one in error.problems]
    if problems:
        raise Unreadable(problems)
    return found


def type_holidays(definition: Definition) -> str:
    """Write the holidays as `read_holidays` reads them."""
    dated = ((day.isoformat(), name) for day, name in definition.holidays.items())
    return type_named([*definition.yearly_holidays.items(), *dated])


def type_named(holidays: Iterable[tuple[str, str]]) -> str:
    """Write days and names, a line each."""
    return "\n".join(f"{day} {name}".strip() for day, name in sorted(holidays))


def read_holidays(text: str) -> dict[str, list[dict[str, str]]]:
    """
    Read a holiday from each line: “2026-12-25 Christmas Day”, yearly “12-25 …”.

    :raises Unreadable: naming the lines
    """
    dated, yearly = [], []
    lines, problems = _lines(text)
    if problems:
        raise Unreadable(problems)
    for _number, day, name in lines:
        if len(day) == 5:
            yearly.append({"day": day, "name": name})
        else:
            dated.append({"date": day, "name": name})
    return {"holidays": dated, "yearly_holidays": yearly}


def _lines(text: str) -> tuple[list[tuple[int, str, str]], list[str]]:
    """Return number, day and the rest of each line, and what is wrong with others."""
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        day, _space, rest = line.strip().partition(" ")
        if DAY.fullmatch(day):
            found.append((number, day, rest.strip()))
        elif day:
            problem = _("Line %(number)s: it should begin with a day like 2026-12-24.")
            problems.append(problem % {"number": number})
    return found, problems


def field_of(where: str) -> str:
    """Return the field of a form in which a problem of a definition was typed."""
    head, _dot, rest = where.partition(".")
    if head == "weekly" and rest in WEEKDAYS:
        return rest
    return {"yearly_holidays": "holidays"}.get(head, head)


def day_of(where: str) -> str:
    """Return the day at which a problem was typed, if its field is about several."""
    head, _dot, rest = where.partition(".")
    return "" if head == "weekly" else rest


def to_definition(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a definition from the values of its form that are right."""
    return {
        "timezone": data.get("timezone", "UTC"),
        "weekly": {day: data[day] for day in WEEKDAYS if data.get(day)},
        **data.get("holidays", {}),
        "special_days": data.get("special_days", {}),
        "breaks": data.get("breaks", {}),
    }
