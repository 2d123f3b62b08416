"""What shows that it is said why promises were broken and services lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from core.periods import month, months_within
from slm.models import Clock, ClockCause, MonthCause, Outage, OutageCause
from slm.selectors.breach_causes import breached_in
from slm.selectors.unexplained import MissedMonth, missed_targets

Cause = ClockCause | OutageCause | MonthCause


@dataclass(frozen=True, slots=True)
class Case:
    """A breach, a loss or a missed target, with its cause if one was given."""

    item_id: int
    number: str
    title: str
    at: datetime
    cause: Cause | None
    facts: Sequence[tuple[str, str]] = ()
    # A target that outages tell of: their causes are its own.
    is_covered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has said why."""
        return self.cause is None and not self.is_covered


def causes(period: Period, reader: User) -> Finding:
    """
    Find why promises were broken and services lost; a gap if that was not said.

    Those without a cause come first. The figures add up: what there was has a cause of
    its own, is told by its outages, or is still to be explained.
    """
    late, lost = _breaches(period, reader), _losses(period, reader)
    missed = _missed(period, reader)
    cases = [*late, *lost, *missed]
    if not cases:
        return Finding(Verdict.NOTHING_OCCURRED, reason=_("Nothing was breached."))
    left = sum(one.is_open for one in cases)
    figures = (
        (_("Breaches"), str(len(late))),
        (_("Losses of service"), str(len(lost))),
        (_("Missed targets of months"), str(len(missed))),
        *_standing(cases),
        (_("Without a cause"), str(left)),
    )
    reason = _("Of %d breaches and losses nobody has said why.") % left if left else ""
    verdict = Verdict.GAP if left else Verdict.EVIDENCED
    ordered = sorted(cases, key=lambda one: not one.is_open)
    return Finding(verdict, [_row(one) for one in ordered], figures, reason)


def _standing(cases: Collection[Case]) -> list[tuple[str, str]]:
    """Count those with a cause of their own, and those whose outages tell it."""
    given = [one.cause for one in cases if one.cause]
    unknown = [one for one in given if one.cause.is_unknown]
    words = _("%(n)d, of them %(told)d with an explanation") % {
        "n": len(unknown),
        "told": sum(bool(one.words) for one in unknown),
    }
    return [
        (_("With a cause"), str(len(given))),
        *([(_("Of these, cause unknown"), words)] if unknown else []),
        (_("Covered by the causes of their outages"), str(_covered(cases))),
    ]


def _covered(cases: Collection[Case]) -> int:
    return sum(one.cause is None and one.is_covered for one in cases)


def _breaches(period: Period, reader: User) -> list[Case]:
    late = breached_in(period, reader=reader).select_related(
        *("record__item", "team", "cause__cause", "cause__set_by")
    )
    return [_breach(clock) for clock in late.order_by("-verdict_at", "-pk")]


def _breach(clock: Clock) -> Case:
    record, said = clock.record, getattr(clock, "cause", None)
    at = said.set_at if said else clock.verdict_at or record.opened_at
    measures = ((_("Measures"), clock.label),)
    return Case(record.pk, record.number, record.title, at, said, measures)


def _losses(period: Period, reader: User) -> list[Case]:
    lost = Outage.objects.visible_to(reader).losses().within(period.start, period.end)
    found = lost.select_related(*("item", "service", "cause__cause", "cause__set_by"))
    return [_loss(outage) for outage in found.order_by("-start", "-pk")]


def _loss(outage: Outage) -> Case:
    said = getattr(outage, "cause", None)
    at = said.set_at if said else outage.start
    return Case(outage.pk, outage.number, outage.subject, at, said)


def _missed(period: Period, reader: User) -> list[Case]:
    return [
        _month(one)
        for first in months_within(period)
        for one in missed_targets(month(first), reader=reader)
    ]


def _month(one: MissedMonth) -> Case:
    agreement, said = one.row.version.agreement, one.cause
    return Case(
        agreement.pk,
        agreement.number,
        one.label,
        said.set_at if said else one.row.period.end,
        said,
        is_covered=one.row.is_of_outages,
    )


def _row(one: Case) -> EvidenceRow:
    return EvidenceRow(
        one.item_id,
        one.number,
        one.title,
        one.at,
        (*one.facts, *_said(one)),
        is_overdue=one.is_open,
    )


def _said(one: Case) -> list[tuple[str, str]]:
    if one.cause is None:
        words = _("told by its outages") if one.is_covered else _("not given yet")
        return [(_("Cause"), words)]
    return [
        (_("Cause"), _named(one.cause)),
        (_("In words"), one.cause.words or "–"),
        (_("By"), str(one.cause.set_by)),
    ]


def _named(said: Cause) -> str:
    if not said.cause.is_unknown:
        return str(said.cause)
    if said.words:
        return _("%s, with an explanation") % said.cause
    return _("%s, without an explanation") % said.cause
