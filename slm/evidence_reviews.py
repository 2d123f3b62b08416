"""What shows that agreements are reviewed."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from core.wording import day
from slm.selectors.reviewing import SERVICE_REVIEW, agreement_of
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
