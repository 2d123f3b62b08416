"""Which reports show figures that have changed since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import User
from reporting.models import ServiceReport
from reporting.selectors.reaching import Reach, Revised
from slm.choices import Leg
from slm.models import PeriodResult
from slm.selectors.frozen_months import MonthDifference
from slm.selectors.revising import (
    Difference,
    PeriodChange,
    differences,
    month_differences_of,
)

IN_ORDER = ("month", "customer__name", "pk")


def outdated_reports(reader: User) -> list[ServiceReport]:
    """
    Return the newest reports of whole months that were revised after they were issued.

    A closed month of an agreement with the customer, or with all of them, has a revision
    that is younger, in figures that the report shows. A fixed number of statements.
    """
    revised = PeriodResult.objects.filter(
        Q(agreement__customer=OuterRef("customer")) | Q(agreement__customer=None),
        agreement__leg=Leg.SLA,
        month=OuterRef("month"),
        revision__gt=1,
        closed_at__gt=OuterRef("issued_at"),
    )
    reports = list(_newest(reader).filter(Exists(revised)))
    return _touched(reports, _revisions_behind(reports))


def reports_touched_by(change: PeriodChange, reader: User) -> list[ServiceReport]:
    """Return the reports that show figures which a closed month no longer has."""
    result = change.result
    reports = _newest(reader).filter(month=result.month)
    differing = (change.differences, change.of_months)
    told = Revised(result.agreement, result.month, change.noted_at, *differing)
    if told.agreement.leg != Leg.SLA:
        # It has no customer either, but is no promise to all of them.
        return []
    if told.agreement.customer_id is not None:
        reports = reports.filter(customer=told.agreement.customer_id)
    return _touched(list(reports.filter(issued_at__lt=told.since)), [told])


def _newest(reader: User) -> QuerySet[ServiceReport]:
    newest = ServiceReport.objects.newest_revisions().values("pk")
    reports: QuerySet[ServiceReport] = ServiceReport.objects.visible_to(reader)
    related = reports.filter(pk__in=newest).select_related(
        "item", "customer", "service"
    )
    # There may be one for each customer and service: without all of its figures.
    return related.defer("data").order_by(*IN_ORDER)


def _revisions_behind(reports: Sequence[ServiceReport]) -> list[Revised]:
    """Return what each revision changed of the months of these reports."""
    again = PeriodResult.objects.filter(
        agreement=OuterRef("agreement"), month=OuterRef("month"), revision__gt=1
    )
    results = PeriodResult.objects.filter(
        Q(agreement__customer__in={one.customer_id for one in reports})
        | Q(agreement__customer=None),
        Exists(again),
        agreement__leg=Leg.SLA,
        month__in={one.month for one in reports},
    ).select_related("agreement")
    steps = [
        (before, after)
        for before, after in pairwise(
            results.order_by("agreement", "month", "revision")
        )
        if after.revision > 1
    ]
    of_months = month_differences_of((one.data, two.data) for one, two in steps)
    return [
        Revised(
            after.agreement,
            after.month,
            after.closed_at,
            differences(before.data, after.data),
            months,
        )
        for (before, after), months in zip(steps, of_months, strict=True)
    ]


def _touched(
    reports: Sequence[ServiceReport], told: Sequence[Revised]
) -> list[ServiceReport]:
    """Return those of these reports that show something of what was revised since."""
    reach = Reach(reports, [one for one in told if one.agreement.customer_id is None])
    return [
        report
        for report in reports
        if any(
            _shows(report, *reach.narrowed(one, report))
            for one in told
            if (one.month, report.issued_at < one.since) == (report.month, True)
        )
    ]


def _shows(
    report: ServiceReport,
    of_clocks: Sequence[Difference],
    of_months: Sequence[MonthDifference],
) -> bool:
    """Whether a report may show what differs; a closed month splits no clocks by service."""
    if report.service_id is None or of_clocks:
        return bool(of_clocks or of_months)
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
