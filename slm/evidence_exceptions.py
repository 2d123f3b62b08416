"""What shows which exceptions to what was agreed were made, by whom."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from slm.choices import ExclusionState
from slm.models import Exclusion
from slm.models.exclusion import SCOPE
from slm.wording import exact


def exceptions(period: Period, reader: User) -> Finding:
    """
    Find the spans that do not count, or were asked not to, and who decided.

    Those of the period, whenever they were asked for, and those asked for in it. A gap
    while one is decided by nobody: that shows who asked, but no approval.
    """
    found = list(
        Exclusion.objects.visible_to(reader)
        .filter(
            Q(requested_at__lt=period.end, requested_at__gte=period.start)
            | Q(start__lt=period.end, end__gt=period.start)
        )
        .select_related("item", "requested_by", "decided_by", *SCOPE)
        .order_by("-start", "-pk")
    )
    if not found:
        nothing = _("No exclusion was asked for.")
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    reason = _undecided(found)
    return Finding(
        Verdict.GAP if reason else Verdict.EVIDENCED,
        [_exclusion_row(one) for one in found],
        _figures(found),
        reason,
    )


def _figures(found: Sequence[Exclusion]) -> list[tuple[str, str]]:
    """Return how many there are in each state, and in all."""
    count = Counter(one.state for one in found)
    states = [(str(one.label), str(count[one])) for one in ExclusionState]
    return [(_("Exclusions"), str(len(found))), *states]


def _undecided(found: Sequence[Exclusion]) -> str:
    """Say which of them nobody has decided."""
    named = [one.number for one in found if one.state == ExclusionState.REQUESTED]
    if not named:
        return ""
    words = ngettext(
        "Of %(all)d exclusion asked for, %(n)d is decided by nobody: %(named)s.",
        "Of %(all)d exclusions asked for, %(n)d are decided by nobody: %(named)s.",
        len(found),
    )
    return words % {"all": len(found), "n": len(named), "named": ", ".join(named)}


def _exclusion_row(exclusion: Exclusion) -> EvidenceRow:
    return EvidenceRow(
        exclusion.pk,
        exclusion.number,
        exclusion.get_reason_display(),
        exclusion.start,
        (
            (_("Until"), exact(exclusion.end)),
            (_("About"), ", ".join(map(str, exclusion.subjects))),
            (_("State"), exclusion.get_state_display()),
            (_("Requested by"), str(exclusion.requested_by)),
            (_("Decided by"), str(exclusion.decided_by or _("nobody"))),
        ),
        is_overdue=exclusion.state == ExclusionState.REQUESTED,
    )
