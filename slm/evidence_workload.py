"""What shows that workload was agreed, and how far it was kept to."""

from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from records.models import Record
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion
from slm.selectors import Workload, workload_of


def workload(period: Period, reader: User) -> Finding:
    """Find the limits of agreements with customers, and the numbers beside them."""
    versions = (
        AgreementVersion.objects.within(period)
        .filter(agreement__in=Agreement.objects.visible_to(reader).filter(leg=Leg.SLA))
        .select_related("agreement__item", "agreement__customer")
        .order_by("-activated_at", "-pk")
    )
    records = Record.objects.visible_to(reader)
    rows, without = [], []
    for version in versions:
        found = workload_of(version, period, records=records)
        if found:
            rows.append(_row(version, found, period))
        elif version.agreement.customer_id:
            without.append(version.agreement.number)
    if without:
        reason = _("Without limits of workload: %s.") % ", ".join(sorted(set(without)))
        return Finding(Verdict.GAP, rows, reason=reason)
    if not rows:
        nothing = _("No service level agreement was in force.")
        return Finding(Verdict.GAP, reason=nothing)
    return Finding(Verdict.EVIDENCED, rows)


def _row(
    version: AgreementVersion, found: list[Workload], period: Period
) -> EvidenceRow:
    agreement = version.agreement
    return EvidenceRow(
        agreement.pk,
        agreement.number,
        agreement.title,
        version.activated_at or period.start,
        (
            (_("With"), str(agreement.party)),
            (_("Version"), str(version.number)),
            *((one.subject, _in_words(one)) for one in found),
        ),
    )


def _in_words(one: Workload) -> str:
    return _(
        "%(agreed)s; %(total)s in the period, %(above)s × above, %(below)s × below"
    ) % {
        "agreed": one.bounds,
        "total": one.total,
        "above": one.above,
        "below": one.below,
    }
