"""What was decided on reports, and what became of it."""

from django.db.models import Q, QuerySet

from accounts.models import Person
from core.periods import shift
from reporting.models import ReportDecision, ServiceReport


def decisions_on(report: ServiceReport) -> QuerySet[ReportDecision]:
    """Return what was decided on the month, whichever revision it was decided on."""
    return _decisions().filter(report__in=report.revisions())


def decisions_before(report: ServiceReport) -> QuerySet[ReportDecision]:
    """
    Return what was decided on the month before, and on this one's earlier revisions.

    These are what a report tells of when it is issued.
    """
    of_month = Q(report__month=shift(report.month, -1)) | Q(
        report__month=report.month, report__revision__lt=report.revision
    )
    return _decisions().filter(
        of_month, report__customer=report.customer_id, report__service=report.service_id
    )


def people_to_act_on(report: ServiceReport) -> QuerySet[Person]:
    """Return who may be asked to do something: the provider's people and theirs."""
    return Person.objects.active().filter(
        Q(organisation__is_provider=True) | Q(organisation=report.customer_id)
    )


def _decisions() -> QuerySet[ReportDecision]:
    return ReportDecision.objects.select_related(
        "owner", "decided_by", "report__item"
    ).order_by("decided_at", "pk")
