"""What shows what customers need, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.evidence_rows import Change, Parts, own_rows, register_rows
from core.models import Event, User
from slm.choices import Coverage, RequirementState
from slm.models import ServiceLevelRequirement
from slm.selectors.requirements import coverage_of

# By then a need should be resolved; one that is not is overdue.
PATIENCE = timedelta(days=90)
MOVED = ("edited", "assessed", "resolved", "documented")


def requirements(period: Period, reader: User) -> Finding:
    """Find the needs gathered by the end of the period, and how far they are answered."""
    found = (
        ServiceLevelRequirement.objects.visible_to(reader)
        .filter(gathered_at__lt=period.end)
        .select_related("item", "customer", "service")
        .order_by("-gathered_at", "-pk")
    )
    if not found:
        return Finding(Verdict.GAP, reason=_("No need of a customer is written down."))
    rows = [_row(one, period) for one in found]
    tally = coverage_of(found)
    figures = tuple((str(one.label), str(count)) for one, count in tally.rows)
    if any(row.is_overdue for row in rows):
        reason = _("Needs have waited for more than 90 days to be resolved.")
        return Finding(Verdict.GAP, rows, figures, reason)
    return Finding(Verdict.EVIDENCED, rows, figures)


def _row(one: ServiceLevelRequirement, period: Period) -> EvidenceRow:
    is_open = one.state in (RequirementState.GATHERED, RequirementState.ASSESSED)
    return EvidenceRow(
        one.pk,
        one.number,
        one.title,
        one.gathered_at,
        (
            (_("Customer"), str(one.customer)),
            (_("Service"), one.about),
            (_("State"), one.get_state_display()),
            (_("Resolution"), one.get_resolution_display() or "–"),
            (_("Reason"), one.reason or "–"),
            (_("Coverage"), str(Coverage(one.coverage).label)),
        ),
        is_overdue=is_open and one.gathered_at + PATIENCE < period.end,
    )


def requirement_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(ServiceLevelRequirement, ids)


def explains_requirement(change: Change) -> bool:
    """Whether the events recorded since account for a change of a requirement."""
    if change.part == "version":
        moves = (f"requirement.{name}" for name in MOVED)
        return bool(change.value == 1 + change.count(*moves))
    return change.follows()


def keeps_requirement(event: Event, parts: Parts) -> bool:
    """Whether everything is in its own row, as it always is."""
    return bool(parts)


register_rows("requirement", requirement_rows, explains_requirement, keeps_requirement)
