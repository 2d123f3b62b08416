"""What shows that capability is assessed each year, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.evidence_rows import Parts, joined, own_rows, register_rows, rows_below
from core.models import User
from core.wording import day
from slm.choices import CapabilityState
from slm.models import CapabilityAssessment, CapabilityLine

WRITTEN = tuple(
    f"capability.{done}"
    for done in (
        "started",
        "plan_named",
        "services_added",
        "assessed",
        "decided",
        "catalogue_updated",
        "carried_out",
    )
)
UNDECIDED = (CapabilityState.PLANNED, CapabilityState.IN_ASSESSMENT)


def capability(period: Period, reader: User) -> Finding:
    """Find the assessments planned by the end of the period, and what was decided."""
    found = (
        CapabilityAssessment.objects.visible_to(reader)
        .filter(planned_at__lt=period.end)
        .select_related("item")
        .prefetch_related("lines__service")
        .order_by("-year")
    )
    if not found:
        return Finding(Verdict.GAP, reason=_("No capability assessment is planned."))
    rows = [_row(one, period) for one in found]
    if any(row.is_overdue for row in rows):
        return Finding(
            Verdict.GAP, rows, (), _("An assessment was not decided in its year.")
        )
    return Finding(Verdict.EVIDENCED, rows)


def _row(one: CapabilityAssessment, period: Period) -> EvidenceRow:
    decided = [line for line in one.lines.all() if line.decision]
    said = "; ".join(
        f"{line.service}: {line.get_decision_display()}"
        + (f" ({line.change})" if line.change else "")
        for line in decided
    )
    is_open = one.state in UNDECIDED
    return EvidenceRow(
        one.pk,
        one.number,
        one.title,
        one.planned_at,
        (
            (_("State"), one.get_state_display()),
            (_("To be decided by"), day(one.due_on)),
            (_("Made against the plan"), one.plan or "–"),
            (_("Decisions"), said or "–"),
        ),
        is_overdue=is_open and one.due_on < period.end.date(),
    )


def capability_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return assessments with what each says of every service."""
    lines = CapabilityLine.objects.filter(assessment__in=ids)
    return joined(
        own_rows(CapabilityAssessment, ids), rows_below(lines, "assessment", "line")
    )


register_rows("capability", capability_rows, counted=WRITTEN)
