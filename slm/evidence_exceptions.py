"""What shows which exceptions to what was agreed were made, by whom."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, shown_by
from core.models import User
from slm.models import Exclusion
from slm.models.exclusion import SCOPE
from slm.wording import exact


def exceptions(period: Period, reader: User) -> Finding:
    """
    Find the spans that do not count, or were asked not to, and who decided.

    Those of the period, whenever they were asked for, and those asked for in it.
    """
    found = (
        Exclusion.objects.visible_to(reader)
        .filter(
            Q(requested_at__lt=period.end, requested_at__gte=period.start)
            | Q(start__lt=period.end, end__gt=period.start)
        )
        .select_related("item", "requested_by", "decided_by", *SCOPE)
        .order_by("-start", "-pk")
    )
    nothing = _("No exclusion was asked for.")
    return shown_by([_exclusion_row(one) for one in found], nothing=nothing)


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
            (_("Decided by"), str(exclusion.decided_by or "–")),
        ),
    )
