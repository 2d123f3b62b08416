"""Questions about calendars, answered from their versions."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import holidays

from calendars.definition import parse_definition
from calendars.hours import Hours
from calendars.localtime import second_of
from calendars.models import Calendar, CalendarVersion
from calendars.querysets import CalendarVersionQuerySet
from calendars.timetable import Timetable
from core.models import Event


class UnknownRegion(ValueError):
    """Raised when no public holidays are known for a country or its part."""


def get_compiled(version: CalendarVersion) -> Hours:
    """Return the open hours of a version; compiled once in each process."""
    text = json.dumps(version.definition, sort_keys=True)
    return _compile(version.pk, text, f"{version.calendar.name} {version.number}")


@lru_cache(maxsize=512)
def _compile(version_id: int, definition: str, name: str) -> Hours:
    return Hours(parse_definition(json.loads(definition)), name)


def versions_of(calendar: Calendar) -> CalendarVersionQuerySet:
    """Return the versions in the order in which they come into force."""
    return calendar.versions.select_related("calendar").order_by("valid_from")


def version_at(calendar: Calendar, at: datetime) -> CalendarVersion | None:
    """Return the version in force, or None before the first."""
    versions = CalendarVersion.objects.filter(calendar=calendar)
    return versions.select_related("calendar").in_force(at).first()


def untold_versions(calendars: Iterable[int]) -> set[int]:
    """Return which versions of these calendars no event says to be agreed as they are."""
    events = Event.objects.named("calendar.created", "calendar.changed").filter(
        item__in=calendars
    )
    told = {
        event.facts["version"]: _agreed(event)
        for event in events.select_related("data", "seal")
        if not event.fault()
    }
    versions = CalendarVersion.objects.filter(calendar__in=calendars)
    return {
        one.pk
        for one in versions
        if told.get(one.pk) != (one.number, one.valid_from, one.definition)
    }


def _agreed(event: Event) -> tuple[int, datetime, Any]:
    number, valid_from, definition = (
        event.changes[name][1] for name in ("number", "valid_from", "definition")
    )
    return number, datetime.fromisoformat(valid_from), definition


def timetable_of(calendar: Calendar) -> Timetable:
    """Return the calendar over time, as clocks count by it."""
    return _timetable(versions_of(calendar))


def timetables_of(calendars: Collection[int]) -> dict[int, Timetable]:
    """Return the calendars over time, by their keys, in one statement."""
    versions = CalendarVersion.objects.filter(calendar__in=calendars)
    found: dict[int, list[CalendarVersion]] = {pk: [] for pk in calendars}
    for one in versions.select_related("calendar").order_by("valid_from"):
        found[one.calendar_id].append(one)
    return {pk: _timetable(listed) for pk, listed in found.items()}


def _timetable(versions: Iterable[CalendarVersion]) -> Timetable:
    return Timetable(
        [(second_of(one.valid_from), get_compiled(one)) for one in versions]
    )


def public_holidays(
    country: str, subdivision: str, years: Iterable[int], language: str = ""
) -> list[tuple[date, str]]:
    """
    Propose the public holidays of a country or a part of it, with their names.

    A name is in the language where it is known in it, otherwise in the country's.

    :raises UnknownRegion: if the country or its part is not known
    """
    parts = holiday_regions().get(country)
    if parts is None or (subdivision and subdivision not in parts):
        raise UnknownRegion(f"{country} {subdivision}".strip())
    found = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=sorted(set(years)),
        language=language or None,
        expand=False,
    )
    return sorted(found.items())


def holiday_regions() -> dict[str, list[str]]:
    """Return the countries whose public holidays are known, with their parts."""
    countries = holidays.list_supported_countries(include_aliases=False)
    return {code: list(parts) for code, parts in sorted(countries.items())}
