"""What was missed or lost, and why, if somebody said so."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.evidence import Period
from core.models import User
from core.periods import month as month_period
from core.periods import months_touching
from core.wording import month_words
from slm.choices import GoalVerdict, Leg
from slm.models import Agreement, MonthCause, Outage
from slm.querysets import OutageQuerySet
from slm.selectors.frozen_months import month_results
from slm.selectors.judging import MonthRow
from slm.selectors.reviewing import agreement_of, period_of
from workflow.meetings import AgendaLine
from workflow.models import Meeting

NAMED = 5


@dataclass(frozen=True, slots=True)
class MissedMonth:
    """A target of a month that was missed, with its cause if one was given."""

    row: MonthRow
    cause: MonthCause | None

    @property
    def label(self) -> str:
        """The target and the month in which it was missed."""
        return f"{self.row.title}, {month_words(self.row.month)}"

    @property
    def url(self) -> str:
        """Where it is said why."""
        month = f"{self.row.month:%Y-%m}"
        page = reverse("month_cause", args=[month, self.row.target.pk])
        service = self.row.service
        return f"{page}?service={service.number}" if service else page

    @property
    def is_unexplained(self) -> bool:
        """Whether a cause is missing; what outages tell of is explained by theirs."""
        return self.cause is None and not self.row.is_of_outages


def missed_targets(
    period: Period,
    *,
    reader: User | None = None,
    agreements: Collection[int] | None = None,
    legs: Collection[str] = (Leg.SLA,),
) -> list[MissedMonth]:
    """Return the targets of a month as a whole that were missed in it, with causes."""
    rows = month_results(
        period, at=period.end, reader=reader, agreements=agreements, legs=legs
    )
    return with_causes(rows)


def with_causes(rows: Collection[MonthRow]) -> list[MissedMonth]:
    """Return those of the rows that were missed, with the cause of each."""
    missed = [row for row in rows if row.verdict == GoalVerdict.MISSED]
    said = MonthCause.objects.filter(
        target__in={row.target.pk for row in missed},
        month__in={row.month for row in missed},
    ).select_related("cause", "set_by")
    known = {(one.target_id, one.service_id, one.month): one for one in said}
    return [MissedMonth(row, known.get(_key(row))) for row in missed]


def _key(row: MonthRow) -> tuple[int, int | None, date]:
    return row.target.pk, row.service.pk if row.service else None, row.month


def unexplained_in(
    agreement: Agreement, period: Period
) -> tuple[list[MissedMonth], OutageQuerySet]:
    """
    Return what an agreement missed in a period, and lost, for no cause given.

    Outages of the services of which it promises what outages tell.
    """
    missed, services = [], set[int]()
    for first in months_touching(period):
        whole = month_period(first)
        rows = month_results(
            whole, at=whole.end, agreements=[agreement.pk], legs=[agreement.leg]
        )
        missed += [one for one in with_causes(rows) if one.is_unexplained]
        services |= {
            row.service.pk for row in rows if row.is_of_outages and row.service
        }
    lost = Outage.objects.losses().within(period.start, period.end)
    # What is confidential is not named, and not explained by whoever runs a review.
    lost = lost.filter(service__in=services, cause=None).exclude(
        record__is_confidential=True
    )
    if agreement.customer_id:
        lost = lost.for_customer(agreement.customer_id)
    return missed, lost.order_by("start", "pk")


def losses_without_cause(meeting: Meeting) -> list[str]:
    """
    Say what was lost or missed in the period and must be explained before a review.

    Of what customers were promised, as `breaches_without_cause`.
    """
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None or agreement.leg != Leg.SLA:
        return []
    missed, lost = unexplained_in(agreement, period)
    named = [one.number for one in lost] + [one.label for one in missed]
    if not named:
        return []
    words = ngettext(
        "The cause of %(n)s outage or missed target in the period is not given: %(all)s",
        "The causes of %(n)s outages or missed targets in the period are not given:"
        " %(all)s",
        len(named),
    )
    shown = ", ".join(named[:NAMED])
    return [words % {"n": len(named), "all": f"{shown} …" if named[NAMED:] else shown}]


def losses_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with what was lost or missed without a cause, if anything was."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    missed, lost = unexplained_in(agreement, period)
    missing = _("no cause given yet")
    facts = [
        (
            f"{one.number} {one.subject}",
            missing,
            reverse("outage_detail", args=[one.number]),
        )
        for one in lost
    ]
    facts += [(one.label, missing, one.url) for one in missed]
    if facts:
        yield AgendaLine(_("Outages and missed targets without a cause"), facts=facts)
