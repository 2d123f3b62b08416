"""What shows that workload was agreed, and how far it was kept to."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import User
from core.wording import full_day, month_words
from records.models import Record
from slm.choices import Leg, Per
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
        return Finding(Verdict.GAP, rows, _figures() if rows else (), reason)
    if not rows:
        nothing = _("No service level agreement was in force.")
        return Finding(Verdict.GAP, reason=nothing)
    return Finding(Verdict.EVIDENCED, rows, _figures())


def _figures() -> list[tuple[str, str]]:
    """Say what the numbers count, since a report may count a few others."""
    words = _(
        "records by when they were opened, in whole days of the time zone of the"
        " agreement; service reports count in days of %s"
    )
    return [(_("Counted"), words % settings.TIME_ZONE)]


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
            (_("Time zone"), agreement.time_zone),
            *((one.subject, _in_words(one)) for one in found),
        ),
    )


def _in_words(one: Workload) -> str:
    return "; ".join((one.bounds, *_numbers(one)))


def _numbers(one: Workload) -> Iterator[str]:
    """Yield what there was, in the stretches that the limit is about."""
    if one.counts:
        yield _by_month(one) if one.limit.per == Per.MONTH else _greatest(one)
    if one.unfinished is not None:
        yield _("%s in the one that was not over") % one.unfinished
    if not one.stretches:
        yield _("none of them lies in the period")
        return
    if one.limit.upper is not None:
        yield _("above in %(above)s of %(n)s") % {
            "above": one.above,
            "n": one.stretches,
        }
    # Of what is not over nobody knows that it stays below.
    if one.limit.lower is not None and one.counts:
        yield _("below in %(below)s of %(n)s") % {
            "below": one.below,
            "n": len(one.counts),
        }


def _by_month(one: Workload) -> str:
    return ", ".join(f"{month_words(first)}: {count}" for first, count in one.counts)


def _greatest(one: Workload) -> str:
    day, count = max(one.counts, key=lambda pair: pair[1])
    values = {"count": count, "day": full_day(day)}
    if one.limit.per == Per.WEEK:
        return _("%(count)s in the greatest week, from %(day)s") % values
    return _("%(count)s on the greatest day, %(day)s") % values
