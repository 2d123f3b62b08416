"""How far critical agreements are monitored and reported on."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation
from catalogue.choices import Criticality
from core.evidence import Period
from core.models import Item
from core.periods import first_of
from governance.measures import Behind, Measured, share
from governance.selectors.process import last_day, versions_in_force
from reporting.models import ServiceReport
from slm.choices import GoalVerdict, Leg
from slm.models import AgreementVersion
from slm.selectors.collecting import targets_with_gaps
from slm.selectors.frozen_months import month_results


def critical_slas_reported(period: Period, about: Item | None) -> Measured:
    """
    Return the share of critical agreements monitored and reported on for the month.

    Critical is what names a vital service, or no service and so all of them. Monitored
    is that of which every target can be told; reported is whose customer was given the
    month: for what is promised to all customers, every one of them.
    """
    versions = list(
        versions_in_force(Leg.SLA, last_day(period))
        .filter(Q(services__criticality=Criticality.VITAL) | Q(services=None))
        .select_related("agreement__item")
        .distinct()
    )
    reports = ServiceReport.objects.filter(service=None, month=first_of(period.start))
    reported = set(reports.values_list("customer", flat=True))
    everybody = set(
        Organisation.objects.customers()
        .filter(is_active=True, entitlements__isnull=False)
        .values_list("pk", flat=True)
    )
    untold = _not_told(versions, period)
    return share(
        [
            Behind(
                str(one.agreement),
                one.agreement_id not in untold
                and _is_reported(one, everybody, reported),
                reverse("agreement_detail", args=[one.agreement.number]),
            )
            for one in versions
        ]
    )


def _not_told(versions: Sequence[AgreementVersion], period: Period) -> set[int]:
    """Return the agreements with a target of which nobody could tell what became."""
    by_version = {one.pk: one.agreement_id for one in versions}
    unsaid = {by_version[one.version_id] for one, _ in targets_with_gaps(by_version)}
    rows = month_results(
        period,
        at=period.end,
        agreements=set(by_version.values()),
    )
    unknown = (one for one in rows if one.verdict == GoalVerdict.UNKNOWN)
    return unsaid | {one.version.agreement_id for one in unknown}


def _is_reported(
    version: AgreementVersion, everybody: set[int], reported: set[int]
) -> bool:
    if customer_id := version.agreement.customer_id:
        return customer_id in reported
    return bool(everybody) and everybody <= reported
