"""What shows that capability is assessed each year, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.evidence_rows import Change, Parts, own_rows, register_rows
from core.models import Event, User
from core.wording import day
from slm.choices import CapabilityState
from slm.models import CapabilityAssessment

WRITTEN = (
    "started",
    "services_added",
    "assessed",
    "decided",
    "catalogue_updated",
    "carried_out",
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
            (_("Decisions"), said or "–"),
        ),
        is_overdue=is_open and one.due_on < period.end.date(),
    )


def capability_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(CapabilityAssessment, ids)


def explains_capability(change: Change) -> bool:
    """Whether the events recorded since account for a change of an assessment."""
    if change.part == "version":
        moves = (f"capability.{name}" for name in WRITTEN)
        return bool(change.value == 1 + change.count(*moves))
    return change.follows()


def keeps_capability(event: Event, parts: Parts) -> bool:
    """Whether everything is in its own row, as it always is."""
    return bool(parts)


register_rows("capability", capability_rows, explains_capability, keeps_capability)
