"""What a version says, to be read: clause by clause, and where two versions differ."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from records.choices import WaitingFor
from slm.durations import target_words
from slm.models import AgreementVersion
from slm.notice import Notice
from slm.selectors.contents import sections_of
from slm.selectors.sheet import TargetLine, target_lines


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of an agreement, by a key that is the same in every version."""

    key: str
    heading: str
    text: str


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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a redline: `how` is “kept”, “removed” or “added”."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Redline:
    """A clause with what became of each of its lines between two versions."""

    key: str
    heading: str
    lines: Sequence[Line]

    @property
    def is_changed(self) -> bool:
        return any(line.how != "kept" for line in self.lines)


def redline(before: Sequence[Clause], after: Sequence[Clause]) -> list[Redline]:
    """Return every clause of either wording, with the lines removed and added."""
    old = {clause.key: clause for clause in before}
    new = {clause.key: clause for clause in after}
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Redline(
            key,
            (new.get(key) or old[key]).heading,
            _lines(
                old[key].text.splitlines() if key in old else [],
                new[key].text.splitlines() if key in new else [],
            ),
        )
        for key in keys
    ]


def _lines(old: list[str], new: list[str]) -> list[Line]:
    found = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            found += [Line("kept", text) for text in new[start:end]]
            continue
        found += [Line("removed", text) for text in old[first:last]]
        found += [Line("added", text) for text in new[start:end]]
    return found


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
    yield Clause("title", _("Agreement"), f"{agreement.kind_words}\n{agreement.title}")
    yield Clause("parties", _("Parties"), "\n".join(parties))
    yield Clause("term", _("Term"), "\n".join(_term(version)))
    yield Clause("services", _("Services"), "\n".join(services or [_("All services")]))
    yield Clause("summary", _("What is agreed"), version.summary)


def _term(version: AgreementVersion) -> Iterable[str]:
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
    seen: dict[str, int] = {}
    # The words of a line tell the name of its hours alone.
    at = version.agreement.start_of(version.valid_from or ANY_DAY)
    for line in target_lines(version, at):
        key = f"target.{line.target.metric}.{line.target.name}"[:100]
        seen[key] = seen.get(key, 0) + 1
        place = f".{seen[key]}" if seen[key] > 1 else ""
        yield Clause(f"{key}{place}", str(line.target), "\n".join(_promise(line)))


def _promise(line: TargetLine) -> Iterable[str]:
    if line.limits:
        yield _("only %s") % ", ".join(line.limits)
    metric = line.target.metric
    for priority, budget in line.cells:
        if budget:
            yield f"{priority.label}: {target_words(metric, budget)}"
    yield _("Hours: %s") % line.target.calendar
    yield _("Goal: %s %%") % line.goal
    if pauses := [str(WaitingFor(one).label) for one in line.target.pauses]:
        yield _("Pauses while waiting for: %s") % ", ".join(pauses)
    tell = ", ".join(f"{percent} %" for percent in line.target.thresholds)
    yield _("People are told at: %s") % tell


register_clauses(0, _heading)


def _sections(version: AgreementVersion) -> Iterable[Clause]:
    for key, heading, text in sections_of(version):
        yield Clause(f"section.{key}", heading, text)


register_clauses(50, _targets)
register_clauses(70, _sections)
