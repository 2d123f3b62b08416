"""What a version says, to be read clause by clause."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from calendars.models import Calendar, CalendarVersion
from slm.models import AgreementVersion
from slm.notice import Notice
from slm.redlines import Clause
from slm.selectors.contents import sections_of
from slm.selectors.hours import (
    changed_parts,
    hours_lines,
    hours_parts,
    promised_versions,
)
from slm.selectors.sheet import month_targets, target_lines
from slm.selectors.target_words import lines_of_month_target, lines_of_record_target
from slm.selectors.telling import own_steps, step_words

ANY_DAY = date(2000, 1, 1)
Clauses = Callable[[AgreementVersion], Iterable[Clause]]
_parts: list[tuple[int, Clauses]] = []


def register_clauses(order: int, clauses: Clauses) -> None:
    """Let a part of what a version says be read, compared and printed."""
    _parts.append((order, clauses))


def clauses_of(version: AgreementVersion) -> list[Clause]:
    """Return all that the version says, in the order in which it is read."""
    ordered = sorted(_parts, key=lambda part: part[0])
    found = [clause for _order, clauses in ordered for clause in clauses(version)]
    return [clause for clause in found if clause.text.strip()]


def notice_words(notice: Notice) -> str:
    """Say a notice period: “3 months”, “1 month and 15 days”."""
    months = ngettext("%d month", "%d months", notice.months) % notice.months
    days = ngettext("%d day", "%d days", notice.days) % notice.days
    if notice.months and notice.days:
        return _("%(months)s and %(days)s") % {"months": months, "days": days}
    return months if notice.months else days if notice.days else _("none")


def _heading(version: AgreementVersion) -> Iterable[Clause]:
    agreement = version.agreement
    parties = [
        _("Provider: %s") % agreement.provider,
        _("With: %s") % agreement.party,
    ]
    services = sorted(str(row.service) for row in version.service_rows.all())
    level = _("Level: %s") % agreement.get_level_display() if agreement.level else ""
    kind = [agreement.kind_words, version.title, *([level] if level else [])]
    yield Clause("title", _("Agreement"), "\n".join(kind))
    yield Clause("parties", _("Parties"), "\n".join(parties))
    yield Clause("term", _("Term"), "\n".join(term_lines(version)))
    yield Clause("services", _("Services"), "\n".join(services or [_("All services")]))
    yield Clause("summary", _("What is agreed"), version.summary)


def term_lines(version: AgreementVersion) -> Iterable[str]:
    """Say from when to when it holds, and how it ends or goes on."""
    first, last = version.valid_from, version.last_day
    yield _("First day: %s") % (_day(first) if first else _("not said yet"))
    yield _("Last day: %s") % (_day(last) if last else _("open"))
    yield _("Notice: %s") % notice_words(version.notice)
    if months := version.renews_months:
        by = ngettext("%d month", "%d months", months) % months
        yield _("Renews by %s unless notice is given.") % by
    yield _("Days begin in the zone %s.") % version.agreement.time_zone


def _day(value: date) -> str:
    # With its year, always: an agreement is read years later.
    return date_format(value, pgettext("date format", "j M Y"))


def _targets(version: AgreementVersion) -> Iterable[Clause]:
    # The words of a line tell the name of its hours alone.
    at = version.agreement.start_of(version.valid_from or ANY_DAY)
    said = [
        *(
            (line.target, lines_of_record_target(line))
            for line in target_lines(version, at)
        ),
        *((one, lines_of_month_target(one)) for one in month_targets(version)),
    ]
    seen: dict[str, int] = {}
    for target, lines in said:
        key = f"target.{target.metric}.{target.name}"[:100]
        seen[key] = seen.get(key, 0) + 1
        place = f".{seen[key]}" if seen[key] > 1 else ""
        yield Clause(f"{key}{place}", str(target), "\n".join(lines))


def _hours(version: AgreementVersion) -> Iterable[Clause]:
    said: dict[Calendar, list[CalendarVersion]] = {}
    for one in promised_versions(version):
        said.setdefault(one.calendar, []).append(one)
    for calendar, (first, *later) in said.items():
        lines, parts = hours_lines(first), hours_parts(first)
        for before, one in pairwise([first, *later]):
            since = _day(one.valid_from.date())
            lines += [_("From %s on:") % since, *hours_lines(one)]
            parts += changed_parts(_("From %s on") % since, before, one)
        heading = _("Hours “%s”") % calendar
        yield Clause(f"hours.{calendar.pk}", heading, "\n".join(lines), parts)


def _steps(version: AgreementVersion) -> Iterable[Clause]:
    lines = [step_words(step) for step in own_steps(version)]
    yield Clause("steps", _("Who is told when"), "\n".join(lines))


def _sections(version: AgreementVersion) -> Iterable[Clause]:
    for key, heading, text in sections_of(version):
        yield Clause(f"section.{key}", heading, text)


register_clauses(0, _heading)
register_clauses(50, _targets)
register_clauses(55, _hours)
register_clauses(60, _steps)
register_clauses(70, _sections)
