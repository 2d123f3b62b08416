"""What shows that clause 4.5, to establish and improve, is met."""

from collections.abc import Sequence
from functools import partial
from typing import Any

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
from core.evidence_rows import fields_of, register_named, register_rows
from core.models import User
from core.wording import day
from governance import measures
from governance.models import Improvement, MeasureValue
from governance.selectors.measuring import with_unit
from incidents.evidence_rows import explains_record, keeps_record, record_rows

# By which name packs know values of measures, which have no number.
MEASURED = "process_value"


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


def process_measures(period: Period, reader: User) -> Finding:
    """Find what the measures of the process were, month by month, and the alarms."""
    if not reader.has_perm("governance.view_measurelimit"):
        return Finding(Verdict.NOTHING_OCCURRED)
    first, last = (timezone.localtime(at).date() for at in (period.start, period.end))
    values = MeasureValue.objects.filter(month__gte=first, month__lt=last)
    known = {one.key: one for one in measures.process_measures()}
    taken = [
        (one, known[one.measure])
        for one in values.order_by("-month", "measure")
        if one.measure in known
    ]
    if not taken:
        return Finding(Verdict.GAP, reason=_("No measure of the process was taken."))
    alarms = sum(one.is_outside for one, _measure in taken)
    figures = ((_("Values"), str(len(taken))), (_("Alarms"), str(alarms)))
    named = [(MEASURED, one.pk) for one, _measure in taken]
    rows = [_value_row(one, measure) for one, measure in taken]
    return Finding(Verdict.EVIDENCED, rows, figures, named=named)


def _value_row(one: MeasureValue, measure: measures.Measure) -> EvidenceRow:
    limits = [with_unit(limit, measure.unit) for limit in (one.lower, one.upper)]
    alarm = _("outside its limits") if one.is_outside else "–"
    return EvidenceRow(
        # It has no number; no item has an id like this.
        -one.pk,
        f"{measure.label} {one.month:%Y-%m}",
        str(measure.definition),
        one.taken_at,
        (
            (_("Value"), with_unit(one.value, measure.unit)),
            (_("Not below, not above"), ", ".join(limits)),
            (_("Alarm"), alarm),
        ),
    )


def measured_rows(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return values of measures of the process: each stays as it was taken."""
    rows = MeasureValue.objects.filter(pk__in=ids)
    return {row.pk: fields_of(row) for row in rows}


register_named(MEASURED, measured_rows)
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
register_evidence(
    EvidenceItem(
        "governance.process-measures",
        "4.5",
        "9.1",
        gettext_lazy(
            "The process itself is measured every month, against limits; what lies"
            " outside raises an alarm."
        ),
        process_measures,
        40,
    )
)
