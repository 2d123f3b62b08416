"""What shows that months are closed and trends known, and what acted backwards."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict, shown_by
from core.models import User
from core.periods import months_within
from core.wording import percent
from slm.choices import GoalVerdict
from slm.models import PeriodResult, Repair
from slm.selectors import months_in, periods_to_revise, share_of
from slm.selectors.completeness import measures_of
from slm.selectors.crediting import credit_reason
from slm.wording import exact


def closed_months(period: Period, reader: User) -> Finding:
    """
    Find what each agreement came to in the months of the period, as frozen.

    The last of them is closed just after the period, and any may be revised later.
    """
    results = (
        PeriodResult.objects.visible_to(reader)
        .filter(month__in=months_within(period))
        .newest_revisions()
        .select_related("agreement__item", "closed_by")
        .order_by("-month", "agreement__item__number")
    )
    rows = [_result_row(one) for one in results]
    closed = {one.month for one in results}
    months = months_within(period)
    if open_ones := [f"{one:%Y-%m}" for one in months if one not in closed]:
        reason = _("Over, but not closed: %s.") % ", ".join(open_ones)
        return Finding(Verdict.GAP, rows, reason=reason)
    stale = [
        one.result for one in periods_to_revise(reader) if one.result.month in closed
    ]
    if stale:
        reason = _("To be revised: %s.") % ", ".join(map(str, stale))
        return Finding(Verdict.GAP, rows, reason=reason)
    if not rows:
        nothing = _("No month of the period was over and under an agreement.")
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    return Finding(Verdict.EVIDENCED, rows)


def _result_row(result: PeriodResult) -> EvidenceRow:
    share = share_of(result.met, result.met + result.breached)
    months = months_in(result.data.get("months", ()))
    return EvidenceRow(
        result.agreement_id,
        result.agreement.number,
        result.agreement.title,
        result.closed_at,
        (
            (_("Month"), f"{result.month:%Y-%m}"),
            (_("Revision"), str(result.revision)),
            (_("Met"), str(result.met)),
            (_("Breached"), str(result.breached)),
            (_("Share met"), percent(share)),
            *((one.title, f"{one.shown} – {one.verdict.label}") for one in months),
            (_("Verdict"), str(GoalVerdict(result.verdict).label)),
            (_("Closed by"), str(result.closed_by)),
            ("SHA-256", result.data_hash),
        ),
    )


def credits_due(period: Period, reader: User) -> Finding:
    """Find what is credited for goals missed in the months of the period, as frozen."""
    results = (
        PeriodResult.objects.visible_to(reader)
        .filter(month__in=months_within(period))
        .newest_revisions()
        .select_related("agreement__item")
        .order_by("-month", "agreement__item__number")
    )
    found = [(one, _due_in(one)) for one in results]
    rows = [
        EvidenceRow(
            one.agreement_id,
            one.agreement.number,
            one.agreement.title,
            one.closed_at,
            ((_("Month"), f"{one.month:%Y-%m}"), *due),
        )
        for one, due in found
        if due
    ]
    return shown_by(rows, nothing=_("No credit is due."))


def _due_in(result: PeriodResult) -> list[tuple[str, str]]:
    """Return the credits that were frozen with a month, each with how much was missed."""
    return [
        (
            one["target"] or measures_of(one["metric"]),
            f"{one['due']}; {credit_reason(one)}",
        )
        for one in result.data.get("credits", ())
        if one["due"]
    ]


def repairs(period: Period, reader: User) -> Finding:
    """Find what was put right backwards, or was asked to be, and who decided."""
    found = (
        Repair.objects.visible_to(reader)
        .filter(
            Q(requested_at__gte=period.start) | Q(decided_at__gte=period.start),
            requested_at__lt=period.end,
        )
        .select_related(
            "item",
            "requested_by",
            "decided_by",
            "calendar_version__calendar",
            "agreement_version__agreement__item",
        )
        .order_by("-requested_at", "-pk")
    )
    nothing = _("Nothing was put right.")
    return shown_by([_repair_row(one) for one in found], nothing=nothing)


def _repair_row(repair: Repair) -> EvidenceRow:
    decided = exact(repair.decided_at) if repair.decided_at else "–"
    return EvidenceRow(
        repair.pk,
        repair.number,
        str(repair.right),
        repair.requested_at,
        (
            (_("Holds from"), str(repair.effective_on)),
            (_("State"), repair.get_state_display()),
            (_("Requested by"), str(repair.requested_by)),
            (_("Decided by"), str(repair.decided_by or "–")),
            (_("Decided"), decided),
        ),
    )
