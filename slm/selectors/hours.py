"""The hours that a version promises, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calendars.definition import Definition
from calendars.models import Calendar, CalendarVersion
from calendars.selectors import version_at
from calendars.wording import day_name, week_in_words, windows_in_words
from slm.models import AgreementVersion
from slm.redlines import Part

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PromisedHours:
    """One calendar: its week, and the days of a year on which it is otherwise."""

    calendar: Calendar
    version: int
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
                    version.number,
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


def promised_versions(version: AgreementVersion) -> list[CalendarVersion]:
    """
    Return what is known of the hours of its targets for as long as it holds.

    Of each calendar the version that counts on the first day, and those that follow.
    """
    start_of, first, end = (
        version.agreement.start_of,
        version.valid_from,
        version.valid_to,
    )
    rows = CalendarVersion.objects.filter(
        calendar__in=version.targets.values("calendar")
    ).select_related("calendar")
    if end:
        rows = rows.filter(valid_from__lt=start_of(end))
    found: dict[int, list[CalendarVersion]] = {}
    for one in rows.order_by("calendar_id", "valid_from"):
        known = found.setdefault(one.calendar_id, [])
        if first is None or one.valid_from <= start_of(first):
            known.clear()
        known.append(one)
    return [one for known in found.values() for one in known]


def hours_lines(version: CalendarVersion) -> list[str]:
    """Say all that a version of a calendar does: its week, then year by year the rest."""
    return lines_of(version.agreed, version.calendar.name, version.number)


def lines_of(agreed: Definition, name: str, number: int) -> list[str]:
    """Say what a calendar of that name does by a definition, as `hours_lines`."""
    return [
        _("%(week)s (%(zone)s)")
        % {"week": week_in_words(agreed), "zone": agreed.timezone},
        _version_words(name, number),
        *(
            f"{group}: {' · '.join(what for _group, what in days)}"
            for group, days in groupby(_days_said(agreed), lambda one: one[0])
        ),
    ]


def hours_parts(version: CalendarVersion) -> list[Part]:
    """Say the same one by one: each day of the week, and each day that is otherwise."""
    return parts_of(version.agreed, version.calendar.name, version.number)


def parts_of(agreed: Definition, name: str, number: int) -> list[Part]:
    """Say the same one by one of a definition, as `hours_parts`."""
    week = [
        (
            _("Week (%s)") % agreed.timezone,
            f"{day_name(day)} {windows_in_words(windows)}",
        )
        for day, windows in enumerate(agreed.weekly)
    ]
    return [*week, ("", _version_words(name, number)), *_days_said(agreed)]


def changed_parts(
    since: str, before: CalendarVersion, after: CalendarVersion
) -> list[Part]:
    """Say what a following version of a calendar says otherwise."""
    old, new = hours_parts(before), hours_parts(after)
    return [
        *((since, _told(part)) for part in new if part not in old),
        *((since, _("no longer %s") % _told(part)) for part in old if part not in new),
    ]


def _told(part: Part) -> str:
    return " ".join(filter(None, part))


def _version_words(name: str, number: int) -> str:
    return _("Calendar “%(name)s”, version %(version)s") % {
        "name": name,
        "version": number,
    }


def _days_said(agreed: Definition) -> list[Part]:
    """Return the days that are otherwise than the week: those of every year, the rest."""
    style = pgettext("date format", "j M")
    every = [
        (date.fromisoformat(f"2000-{day}"), name or _("holiday"))
        for day, name in agreed.yearly_holidays.items()
    ]
    dated = [
        *((day, name or _("holiday")) for day, name in agreed.holidays.items()),
        *((day, windows_in_words(one)) for day, one in agreed.special_days.items()),
        *(
            (day, _("without %s") % windows_in_words(one))
            for day, one in agreed.breaks.items()
        ),
    ]
    return [
        *(
            (_("Every year"), f"{date_format(day, style)} {what}")
            for day, what in sorted(every)
        ),
        *(
            (str(day.year), f"{date_format(day, style)} {what}")
            for day, what in sorted(dated)
        ),
    ]
