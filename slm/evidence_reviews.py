"""What shows that agreements are reviewed, and that breaches are explained."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from core.periods import month, months_within
from core.wording import day
from slm.models import ClockCause, MonthCause, Outage, OutageCause
from slm.selectors.breach_causes import breached_in
from slm.selectors.reviewing import SERVICE_REVIEW, agreement_of
from slm.selectors.unexplained import MissedMonth, missed_targets
from workflow.choices import MeetingState
from workflow.models import Meeting
from workflow.selectors import held_in_time


def reviews(period: Period, reader: User) -> Finding:
    """Find the reviews held or due in the period; a gap if one due was not held."""
    first, last = period.start.date(), period.end.date()
    found = list(
        Meeting.objects.visible_to(reader)
        .filter(kind=SERVICE_REVIEW)
        .exclude(state=MeetingState.CANCELLED)
        .filter(
            Q(held_at__gte=period.start, held_at__lt=period.end)
            | Q(due_on__gte=first, due_on__lt=last)
        )
        .select_related("item", "organisation", "minuted_by")
        .order_by("-starts_at", "-pk")
    )
    if not found:
        return Finding(Verdict.NOTHING_OCCURRED, reason=_("No review fell due."))
    due = [one for one in found if one.due_on]
    late = [one for one in due if held_in_time(one, at=period.end) is False]
    figures = (
        (_("Reviews"), str(len(found))),
        (_("Held"), str(sum(one.held_at is not None for one in found))),
        (_("Minutes approved"), str(sum(one.minuted_at is not None for one in found))),
        (_("Not held when due"), str(len(late))),
    )
    reason = _("%d reviews were not held when they were due.") % len(late)
    verdict = Verdict.GAP if late else Verdict.EVIDENCED
    rows = [_review_row(one, one in late) for one in found]
    return Finding(verdict, rows, figures, reason if late else "")


def _review_row(review: Meeting, is_late: bool) -> EvidenceRow:
    return EvidenceRow(
        review.pk,
        review.number,
        review.title,
        review.held_at or review.starts_at,
        (
            (_("With"), str(review.organisation or _group(review))),
            (_("Due"), day(review.due_on)),
            (_("Held"), day(review.held_at)),
            (_("Attendance"), str(review.attendance.filter(has_attended=True).count())),
            (_("Decisions"), str(review.decisions.count())),
            (_("Minutes approved"), day(review.minuted_at)),
        ),
        is_overdue=is_late,
    )


def _group(review: Meeting) -> str:
    agreement = agreement_of(review)
    return str(agreement.party) if agreement else "–"


def causes(period: Period, reader: User) -> Finding:
    """Find why promises were broken and services lost; a gap if that was not said."""
    late = breached_in(period, reader=reader)
    lost = Outage.objects.visible_to(reader).losses().within(period.start, period.end)
    missed = _missed(period, reader)
    n, losses = late.count(), lost.count()
    if not n + losses + len(missed):
        return Finding(Verdict.NOTHING_OCCURRED, reason=_("Nothing was breached."))
    said = list(
        ClockCause.objects.filter(clock__in=late)
        .select_related("clock__record__item", "clock__team", "cause", "set_by")
        .order_by("-set_at", "-pk")
    )
    of_losses = list(
        OutageCause.objects.filter(outage__in=lost)
        .select_related("outage__item", "outage__service", "cause", "set_by")
        .order_by("-set_at", "-pk")
    )
    rows = [_breach_cause(one) for one in said]
    rows += [_loss_cause(one) for one in of_losses]
    unsaid = sum(one.is_unexplained for one in missed)
    rows += [_month_cause(one, one.cause) for one in missed if one.cause]
    figures = (
        (_("Breaches"), str(n)),
        (_("Losses of service"), str(losses)),
        (_("Missed targets of months"), str(len(missed))),
        (_("With a cause"), str(len(rows))),
    )
    left = n + losses - len(said) - len(of_losses) + unsaid
    reason = _("Of %d breaches and losses nobody has said why.") % left if left else ""
    verdict = Verdict.GAP if left else Verdict.EVIDENCED
    return Finding(verdict, rows, figures, reason)


def _breach_cause(one: ClockCause) -> EvidenceRow:
    record = one.clock.record
    measures = (_("Measures"), one.clock.label)
    return EvidenceRow(
        record.pk, record.number, record.title, one.set_at, (measures, *_said(one))
    )


def _loss_cause(one: OutageCause) -> EvidenceRow:
    outage = one.outage
    return EvidenceRow(
        outage.pk, outage.number, outage.subject, one.set_at, tuple(_said(one))
    )


def _missed(period: Period, reader: User) -> list[MissedMonth]:
    return [
        one
        for first in months_within(period)
        for one in missed_targets(month(first), reader=reader)
    ]


def _month_cause(one: MissedMonth, said: MonthCause) -> EvidenceRow:
    agreement = one.row.version.agreement
    return EvidenceRow(
        agreement.pk, agreement.number, one.label, said.set_at, tuple(_said(said))
    )


def _said(one: ClockCause | OutageCause | MonthCause) -> list[tuple[str, str]]:
    return [
        (_("Cause"), str(one.cause)),
        (_("In words"), one.words or "–"),
        (_("By"), str(one.set_by)),
    ]
