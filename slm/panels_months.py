"""What targets of months and outages show on the pages of others."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.selectors import person_of
from catalogue.models import Service
from core.models import User
from core.panels import Panel, register_panel
from core.periods import first_of, month, months_until
from records.models import Record
from slm.models import Agreement, Outage
from slm.selectors import bases_of, by_month, kept_by, month_rows, tally
from slm.selectors.goals import worst_standing
from slm.selectors.outlook import with_outlooks

FEW = 5
MONTHS = 3


def months_of_agreement(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """Show how far it is kept, this month so far: times, and targets of the month."""
    at = timezone.now()
    first = first_of(at)
    rows = month_rows(
        month(first),
        at=at,
        reader=user,
        agreements=[agreement.pk],
        legs=[agreement.leg],
    )
    times = with_outlooks(
        kept_by(agreement, month(first), reader=user),
        period=month(first),
        reader=user,
        at=at,
    )
    if not rows and not times:
        return None
    return {
        "rows": rows,
        "kept": tally(times) if times else None,
        "standing": worst_standing(row.standing for row in times),
        "agreement": agreement,
        "month_code": f"{first:%Y-%m}",
        "first": first,
    }


def availability_of_service(service: Service, user: User) -> Mapping[str, Any] | None:
    """Show the last months of a service, for those who run it."""
    if not user.has_perm("slm.view_agreement"):
        return None
    at = timezone.now()
    first = first_of(at)
    basis = next(iter(bases_of(service, month(first))), None)
    if basis is None:
        return None
    months = months_until(first, MONTHS)
    shares = by_month(service, basis, months, at=at)
    return {
        "service": service,
        "target": basis.target,
        "months": list(zip(months, shares, strict=True))[::-1],
        "outages": _newest(service, user),
    }


def own_availability(service: Service, user: User) -> Mapping[str, Any] | None:
    """Show customers what they were promised, what it was, and what was lost."""
    person = person_of(user)
    if person is None or not person.organisation.is_customer:
        return None
    at = timezone.now()
    first = first_of(at)
    bases = bases_of(service, month(first), person.organisation)
    basis = bases[0] if bases and bases[0].target else None
    months = months_until(first, MONTHS)
    shares = by_month(service, basis, months, at=at) if basis else []
    outages = _newest(service, user)
    if basis is None and not outages:
        return None
    return {
        "target": basis.target if basis else None,
        "months": list(zip(months, shares, strict=False))[::-1],
        "outages": outages,
    }


def outages_of_record(record: Record, user: User) -> Mapping[str, Any] | None:
    """Show the outages that a record is behind, and let the desk say it is one."""
    outages = list(
        Outage.objects.visible_to(user)
        .filter(record=record.pk)
        .select_related("item", "service")
        .order_by("-start")
    )
    may_report = (
        user.has_perm("slm.report_outage")
        and record.service_id is not None
        and all(outage.end for outage in outages)
    )
    if not outages and not may_report:
        return None
    return {"outages": outages, "record": record, "may_report": may_report}


def _newest(service: Service, user: User) -> list[Outage]:
    outages = Outage.objects.visible_to(user).counting().filter(service=service)
    return list(
        outages.select_related("item", "service").order_by("-start", "-pk")[:FEW]
    )


for slot, template, context, order in (
    ("agreement.main", "slm/agreement_months.html", months_of_agreement, 20),
    ("offer.main", "slm/agreement_months.html", months_of_agreement, 20),
    ("service.main", "slm/service_availability.html", availability_of_service, 45),
    ("portal_service.main", "slm/portal_availability.html", own_availability, 20),
    ("record.main", "slm/record_outages.html", outages_of_record, 60),
):
    register_panel(Panel(slot, template, context, order))
