"""How far critical agreements are monitored and reported on."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Organisation
from catalogue.choices import Criticality
from core.evidence import Period
from core.models import Item
from core.periods import first_of
from governance.measures import Behind, Measured, share
from governance.selectors.process import last_day, versions_in_force
from reporting.models import ServiceReport
from slm.choices import Leg
from slm.models import AgreementVersion, Target


def critical_slas_reported(period: Period, about: Item | None) -> Measured:
    """
    Return the share of critical agreements monitored and reported on for the month.

    Critical is what names a vital service, or no service and so all of them;
    monitored is what has a target, reported is whose customer was given the month: for
    what is promised to all customers, every one of them.
    """
    versions = versions_in_force(Leg.SLA, last_day(period)).filter(
        Q(services__criticality=Criticality.VITAL) | Q(services=None)
    )
    reports = ServiceReport.objects.filter(service=None, month=first_of(period.start))
    reported = set(reports.values_list("customer", flat=True))
    everybody = set(
        Organisation.objects.customers()
        .filter(is_active=True, entitlements__isnull=False)
        .values_list("pk", flat=True)
    )
    found = versions.annotate(
        is_monitored=Exists(Target.objects.filter(version=OuterRef("pk")))
    )
    return share(
        [
            Behind(
                str(one.agreement),
                one.is_monitored and _is_reported(one, everybody, reported),
                reverse("agreement_detail", args=[one.agreement.number]),
            )
            for one in found.select_related("agreement__item").distinct()
        ]
    )


def _is_reported(
    version: AgreementVersion, everybody: set[int], reported: set[int]
) -> bool:
    if customer_id := version.agreement.customer_id:
        return customer_id in reported
    return bool(everybody) and everybody <= reported
