"""How far critical agreements are monitored and reported on."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from catalogue.choices import Criticality
from core.evidence import Period
from core.models import Item
from core.periods import first_of
from governance.measures import Behind, Measured, share
from governance.selectors.process import last_day, versions_in_force
from reporting.models import ServiceReport
from slm.choices import Leg
from slm.models import Target


def critical_slas_reported(period: Period, about: Item | None) -> Measured:
    """
    Return the share of critical agreements monitored and reported on for the month.

    Critical is what names a vital service, or no service and so all of them;
    monitored is what has a target, reported is whose customer was given the month.
    """
    versions = versions_in_force(Leg.SLA, last_day(period)).filter(
        Q(services__criticality=Criticality.VITAL) | Q(services=None)
    )
    reports = ServiceReport.objects.filter(
        customer=OuterRef("agreement__customer"),
        service=None,
        month=first_of(period.start),
    )
    found = versions.annotate(
        is_monitored=Exists(Target.objects.filter(version=OuterRef("pk"))),
        is_reported=Exists(reports),
    )
    return share(
        [
            Behind(
                str(one.agreement),
                one.is_monitored and one.is_reported,
                reverse("agreement_detail", args=[one.agreement.number]),
            )
            for one in found.select_related("agreement__item").distinct()
        ]
    )
