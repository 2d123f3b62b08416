"""Which reports show figures that have changed since."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.models import User
from reporting.models import ServiceReport
from slm.models import PeriodResult

IN_ORDER = ("month", "customer__name", "pk")


def outdated_reports(reader: User) -> list[ServiceReport]:
    """
    Return the newest reports of whole months that were revised after they were issued.

    A closed month of an agreement with the customer has a revision that is younger.
    """
    revised = PeriodResult.objects.filter(
        agreement__customer=OuterRef("customer"),
        month=OuterRef("month"),
        revision__gt=1,
        closed_at__gt=OuterRef("issued_at"),
    )
    newest = ServiceReport.objects.newest_revisions().values("pk")
    reports = ServiceReport.objects.visible_to(reader).filter(
        Exists(revised), pk__in=newest
    )
    return list(
        reports.select_related("item", "customer", "service").order_by(*IN_ORDER)
    )


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
    newest = ServiceReport.objects.newest_revisions().values("pk")
    reports = ServiceReport.objects.visible_to(reader).filter(
        wanted, pk__in=newest, issued_at__lt=before
    )
    return list(
        reports.select_related("item", "customer", "service").order_by(*IN_ORDER)
    )
