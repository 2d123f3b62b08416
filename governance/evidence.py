"""What shows that clause 4.5, to establish and improve, is met."""

from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.evidence import (
    EvidenceItem,
    EvidenceRow,
    Finding,
    Period,
    Verdict,
    register_evidence,
)
from core.evidence_rows import register_rows
from core.models import User
from core.wording import day
from governance.models import Improvement
from governance.selectors.measuring import with_unit
from incidents.evidence_rows import explains_record, keeps_record, record_rows


def improvements(period: Period, reader: User) -> Finding:
    """Find the improvements of the period, with baseline and measured result."""
    found = list(
        Improvement.objects.visible_to(reader)
        .filter(opened_at__lt=period.end)
        .filter(
            Q(opened_at__gte=period.start)
            | Q(closed_at=None)
            | Q(closed_at__gte=period.start)
        )
        .exclude(state="rejected", updated_at__lt=period.start)
        .select_related("item", "owner", "about")
        .order_by("-opened_at", "-pk")
    )
    if not found:
        return Finding(
            Verdict.NOTHING_OCCURRED, reason=_("No improvement was proposed.")
        )
    last = timezone.localtime(period.end).date()
    late = [one for one in found if one.is_overdue(last)]
    figures = (
        (_("Improvements"), str(len(found))),
        (_("Verified"), str(sum(one.result_at is not None for one in found))),
        (_("Effective"), str(sum(bool(one.is_effective) for one in found))),
        (_("Overdue"), str(len(late))),
    )
    reason = _("%d improvements are overdue.") % len(late) if late else ""
    verdict = Verdict.GAP if late else Verdict.EVIDENCED
    rows = [_row(one, one in late) for one in found]
    return Finding(verdict, rows, figures, reason)


def _row(one: Improvement, is_late: bool) -> EvidenceRow:
    unit = one.measured.unit if one.measured else "number"
    return EvidenceRow(
        one.pk,
        one.number,
        one.title,
        one.opened_at,
        (
            (_("Source"), str(one.get_source_display())),
            (_("Came from"), one.about.number if one.about else "–"),
            (_("State"), one.state_label),
            (_("Owner"), str(one.owner or "–")),
            (_("Until"), day(one.due_on)),
            (_("Baseline"), with_unit(one.baseline_value, unit)),
            (_("Target"), with_unit(one.target_value, unit)),
            (_("Result"), with_unit(one.result_value, unit)),
        ),
        is_overdue=is_late,
    )


register_rows(
    "improvement",
    partial(record_rows, Improvement),
    explains=explains_record,
    keeps=keeps_record,
)
register_evidence(
    EvidenceItem(
        "governance.improvements",
        "4.5",
        "10.2",
        gettext_lazy(
            "A register of improvements, each with where it came from, a baseline and"
            " a measured result."
        ),
        improvements,
        50,
    )
)
