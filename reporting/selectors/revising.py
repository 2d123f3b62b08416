"""Which reports show figures that have changed since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import User
from reporting.models import ServiceReport
from slm.models import PeriodResult
from slm.selectors.frozen_months import MonthDifference
from slm.selectors.revising import (
    Difference,
    PeriodChange,
    differences,
    month_differences,
)

IN_ORDER = ("month", "customer__name", "pk")


def outdated_reports(reader: User) -> list[ServiceReport]:
    """
    Return the newest reports of whole months that were revised after they were issued.

    A closed month of an agreement with the customer has a revision that is younger, in
    figures that the report shows.
    """
    revised = PeriodResult.objects.filter(
        agreement__customer=OuterRef("customer"),
        month=OuterRef("month"),
        revision__gt=1,
        closed_at__gt=OuterRef("issued_at"),
    )
    reports = _newest(reader).filter(Exists(revised))
    return [one for one in reports if _was_revised(one)]


def reports_touched_by(change: PeriodChange, reader: User) -> list[ServiceReport]:
    """Return the reports that show figures which a closed month no longer has."""
    reports = _newest(reader).filter(
        customer=change.result.agreement.customer_id,
        month=change.result.month,
        issued_at__lt=change.noted_at,
    )
    told = (change.differences, change.of_months)
    return [one for one in reports if _shows(one, *told)]


def _newest(reader: User) -> QuerySet[ServiceReport]:
    newest = ServiceReport.objects.newest_revisions().values("pk")
    reports: QuerySet[ServiceReport] = ServiceReport.objects.visible_to(reader)
    related = reports.filter(pk__in=newest).select_related(
        "item", "customer", "service"
    )
    return related.order_by(*IN_ORDER)


def _was_revised(report: ServiceReport) -> bool:
    results = PeriodResult.objects.filter(
        agreement__customer=report.customer_id, month=report.month
    )
    known: dict[int, PeriodResult] = {}
    for result in results.order_by("agreement", "revision"):
        before = known.get(result.agreement_id)
        if before and result.closed_at > report.issued_at:
            both = (before.data, result.data)
            if _shows(report, differences(*both), month_differences(*both)):
                return True
        known[result.agreement_id] = result
    return False


def _shows(
    report: ServiceReport,
    of_clocks: Sequence[Difference],
    of_months: Sequence[MonthDifference],
) -> bool:
    """Whether a report may show what differs; a closed month splits no clocks by service."""
    if report.service_id is None or of_clocks:
        return True
    services = [one.row.service for one in of_months]
    return any(one is None or one.pk == report.service_id for one in services)


def reports_on(
    months: Iterable[Mapping[str, Any]], *, before: datetime, reader: User
) -> list[ServiceReport]:
    """
    Return the reports of these months that were issued before an instant.

    Each of `months` names a month, a customer and a service. Only the newest
    revisions: what was issued since is right.
    """
    wanted = Q()
    for one in months:
        about = Q(service=None) | Q(service=one["service"])
        wanted |= Q(month=one["month"], customer=one["customer"]) & about
    if not wanted:
        return []
    return list(_newest(reader).filter(wanted, issued_at__lt=before))
