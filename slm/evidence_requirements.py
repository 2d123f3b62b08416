"""What shows what customers need, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.evidence_rows import Parts, joined, own_rows, register_rows, rows_below
from core.models import User
from slm.choices import RequirementState
from slm.models import RequirementAnswer, ServiceLevelRequirement
from slm.selectors.answering import Lapse, coverage_of, covered, lapses_on

MOMENT = timedelta(microseconds=1)
# By then a need should be resolved; one that is not is overdue.
PATIENCE = timedelta(days=90)
MOVED = tuple(
    f"requirement.{done}" for done in ("edited", "assessed", "resolved", "documented")
)


def requirements(period: Period, reader: User) -> Finding:
    """Find the needs gathered by the end of the period, and how far they are answered."""
    lapses = lapses_on(timezone.localdate(period.end - MOMENT))
    found = (
        covered(ServiceLevelRequirement.objects.visible_to(reader), lapses)
        .filter(gathered_at__lt=period.end)
        .select_related("item", "customer", "service")
        .order_by("-gathered_at", "-pk")
    )
    if not found:
        return Finding(Verdict.GAP, reason=_("No need of a customer is written down."))
    rows = [_row(one, period, lapses.get(one.pk, [])) for one in found]
    tally = coverage_of(found)
    figures = tuple((str(one.label), str(count)) for one, count in tally.rows)
    if any(row.is_overdue for row in rows):
        reason = _("Needs have waited for more than 90 days to be resolved.")
        return Finding(Verdict.GAP, rows, figures, reason)
    return Finding(Verdict.EVIDENCED, rows, figures)


def _row(
    one: ServiceLevelRequirement, period: Period, lapsed: Sequence[Lapse]
) -> EvidenceRow:
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
            (_("Coverage"), one.covered_label),
            *[(_("Answered no more"), lapse.reason) for lapse in lapsed],
        ),
        is_overdue=is_open and one.gathered_at + PATIENCE < period.end,
    )


def requirement_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return requirements with the targets that answer each."""
    answers = RequirementAnswer.objects.filter(requirement__in=ids)
    return joined(
        own_rows(ServiceLevelRequirement, ids),
        rows_below(answers, "requirement", "answer"),
    )


register_rows("requirement", requirement_rows, counted=MOVED)
