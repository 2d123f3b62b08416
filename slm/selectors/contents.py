"""What a version says beside its targets, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.kinds import get_kind
from core.periods import shift
from core.wording import service_duration
from slm.choices import InterruptionsPer, Leg, Per, Recurrence
from slm.contents import SECTIONS, Section
from slm.models import AgreementVersion
from slm.parts import Contents, CriticalSpan, Limit

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section of a version: its prose, and what is agreed in numbers."""

    section: Section
    text: str
    points: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def heading(self) -> str | Promise:
        return self.section.heading

    @property
    def words(self) -> str:
        """All of it as plain text."""
        return "\n".join(part for part in (self.text, *self.points) if part)

    def __bool__(self) -> bool:
        return bool(self.text or self.points)


def section_lines(version: AgreementVersion) -> list[SectionLine]:
    """Return all sections in their order, also those that say nothing."""
    contents = Contents.of(version)
    return [
        SectionLine(
            section,
            contents.sections.get(section.key, ""),
            tuple(POINTS[section.key](contents)) if section.key in POINTS else (),
        )
        for section in SECTIONS
    ]


def sections_of(version: AgreementVersion) -> list[tuple[str, str, str]]:
    """
    Return what the version says beside its targets: key, heading and text of each section.

    The text holds the prose and, in words of the language that is spoken, the limits
    of workload, critical periods, and the numbers on interruptions, reports and
    reviews. What is empty is left out.
    """
    return [
        (line.key, str(line.heading), line.words)
        for line in section_lines(version)
        if line
    ]


def empty_sections(version: AgreementVersion) -> list[Section]:
    """Return the sections that a version of its kind should have and says nothing in."""
    leg = Leg(version.agreement.leg)
    return [
        line.section
        for line in section_lines(version)
        if leg in line.section.wanted_by and not line
    ]


def limit_words(limit: Limit) -> str:
    """Say a limit of workload: “Incidents, E-mail: 10 to 200 per month”."""
    return f"{subject_words(limit)}: {bounds_words(limit)}"


def subject_words(limit: Limit) -> str:
    """Say which records a limit is about."""
    kind = str(get_kind(limit.record_kind).label_plural) if limit.record_kind else ""
    what = kind or _("records")
    names = [what[:1].upper() + what[1:], str(limit.service or "")]
    return ", ".join(name for name in names if name)


def bounds_words(limit: Limit) -> str:
    values = {"lower": limit.lower, "upper": limit.upper, "per": per_words(limit.per)}
    if limit.upper is None:
        return _("at least %(lower)s %(per)s") % values
    if limit.lower is None:
        return _("at most %(upper)s %(per)s") % values
    return _("%(lower)s to %(upper)s %(per)s") % values


@dataclass(frozen=True, slots=True)
class OfLimit:
    """What is said beside a limit."""

    limit: Limit

    @property
    def subject(self) -> str:
        return subject_words(self.limit)

    @property
    def bounds(self) -> str:
        return bounds_words(self.limit)


def per_words(per: str) -> str:
    words = {
        Per.DAY: _("per day"),
        Per.WEEK: _("per week"),
        Per.MONTH: _("per month"),
        InterruptionsPer.QUARTER: _("per quarter"),
    }
    return words[per]  # type: ignore[index]


def span_words(span: CriticalSpan) -> str:
    """Say when a critical period is: “Closing: 28 to 31 of every month”."""
    first, last = span.starts_on, span.ends_on
    if span.recurrence == Recurrence.MONTHLY:
        when = _("%(first)s to %(last)s of every month") % {
            "first": first.day,
            "last": last.day,
        }
    elif span.recurrence == Recurrence.YEARLY:
        style = pgettext("date format", "j F")
        when = _("%(first)s to %(last)s of every year") % {
            "first": date_format(first, style),
            "last": date_format(last, style),
        }
    else:
        style = pgettext("date format", "j F Y")
        when = f"{date_format(first, style)} – {date_format(last, style)}"
        return f"{span.name}: {when}"
    begins = date_format(first, pgettext("date format", "j F Y"))
    return f"{span.name}: {when}, " + _("from %s on") % begins


def _interruption_points(contents: Contents) -> Iterator[str]:
    numbers = contents.numbers
    if numbers.notice_hours is not None:
        yield _("Announced at least %s before.") % notice_words(numbers.notice_hours)
    if numbers.interruptions_at_most is not None:
        yield _("At most %(count)s %(per)s.") % {
            "count": numbers.interruptions_at_most,
            "per": per_words(numbers.interruptions_per),
        }
    if numbers.longest_minutes is not None:
        longest = service_duration(numbers.longest_minutes * 60)
        yield _("None lasts longer than %s.") % longest


def notice_words(hours: int) -> str:
    """Say a time of notice: in days if it is whole days."""
    days, rest = divmod(hours, HOURS_A_DAY)
    if rest or not days:
        return ngettext("%d hour", "%d hours", hours) % hours
    return ngettext("%d day", "%d days", days) % days


def _report_points(contents: Contents) -> Iterator[str]:
    reports = contents.numbers.report_every_months
    reviews = contents.numbers.review_every_months
    if reports:
        each_month, else_every = (
            _("A report every month."),
            _("A report every %d months."),
        )
        yield each_month if reports == 1 else else_every % reports
    if reviews:
        each_month, else_every = (
            _("A review every month."),
            _("A review every %d months."),
        )
        yield each_month if reviews == 1 else else_every % reviews


POINTS: dict[str, Callable[[Contents], Iterator[str]]] = {
    "workload_limits": lambda contents: map(limit_words, contents.limits),
    "critical_periods": lambda contents: map(span_words, contents.periods),
    "planned_interruptions": _interruption_points,
    "reports_and_reviews": _report_points,
}


def critical_spans(
    version: AgreementVersion, first: date, last: date
) -> list[tuple[str, date, date]]:
    """Return the critical periods that touch the days from first to last, by day."""
    return sorted(
        (
            (span.name, start, end)
            for span in Contents.of(version).periods
            for start, end in _occurrences(span, last)
            if start <= last and end >= first
        ),
        key=lambda found: (found[1], found[0]),
    )


def _occurrences(span: CriticalSpan, until: date) -> Iterator[tuple[date, date]]:
    step = {Recurrence.MONTHLY: 1, Recurrence.YEARLY: 12}.get(
        Recurrence(span.recurrence), 0
    )
    start, end, count = span.starts_on, span.ends_on, 0
    while start <= until:
        yield start, end
        if not step:
            return
        count += step
        start, end = _later(span.starts_on, count), _later(span.ends_on, count)


def _later(day: date, months: int) -> date:
    """Return that day of the month so many months later, or the last one it has."""
    first = shift(day.replace(day=1), months)
    last = shift(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
