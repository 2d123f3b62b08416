from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalogue.models import Service
from core.doors import page_for
from core.generic import actor_of, render_page
from core.models import User
from core.monthly import FIRST_YEAR
from core.periods import first_of, month, months_until, shift
from slm.drawing_availability import availability_lines
from slm.forms.availability import AvailabilityForm, ServiceMonthForm
from slm.models import PeriodDoubt
from slm.selectors import (
    bases_offered,
    month_results,
    periods_to_revise,
    service_month,
)
from slm.selectors.affected import critical_outages
from slm.selectors.overview import ServiceMonth

availability_page = page_for("slm.view_agreement")


@availability_page
def availability(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = AvailabilityForm({"month": f"{first_of(at):%Y-%m}", **request.GET.dict()})
    chosen = form.cleaned_data if form.is_valid() else {}
    first = chosen.get("month") or first_of(at)
    rows = month_results(
        month(first),
        at=at,
        reader=actor_of(request),
        customer_id=getattr(chosen.get("customer"), "pk", None),
        service_id=getattr(chosen.get("service"), "pk", None),
    )
    context = {
        "form": form,
        "rows": rows,
        "chart": availability_lines(rows, first, at=at),
        "is_narrowed": bool(request.GET),
        "services": Service.objects.live().order_by("name"),
        **turning(first, at.date(), request.GET),
    }
    status = 200 if form.is_valid() else 400
    return render_page(request, "slm/availability.html", context, status=status)


@availability_page
def availability_service(request: HttpRequest, number: str) -> HttpResponse:
    services = Service.objects.visible_to(actor_of(request)).select_related("item")
    service = get_object_or_404(services, item__number=number)
    at = timezone.now()
    asked = {"month": f"{first_of(at):%Y-%m}", **request.GET.dict()}
    first = _first(asked, first_of(at))
    bases = bases_offered(service, month(first), actor_of(request))
    form = ServiceMonthForm(asked, bases=bases)
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "service": service,
        **_figures(service, first, chosen, actor_of(request)),
        "months": months_until(first),
        "crumbs": [(_("Availability"), reverse("availability"))],
        **turning(first, at.date(), request.GET),
    }
    status = 200 if form.is_valid() else 400
    return render_page(request, "slm/availability_service.html", context, status=status)


def _figures(
    service: Service, first: date, chosen: Mapping[str, Any], reader: User
) -> dict[str, Any]:
    """Return what a service lost in a month, and what of it was promised to whom."""
    at, customer = timezone.now(), chosen.get("customer")
    about = {"target_id": chosen.get("target"), "customer": customer}
    bases = bases_offered(service, month(first), reader, customer)
    shown = service_month(service, first, at=at, bases=bases, **about)
    lost = shown.reckoned.outages.values() if shown.reckoned else ()
    # Frozen, where the month is closed.
    rows = month_results(
        month(first),
        at=at,
        reader=reader,
        service_id=service.pk,
        **_whose(shown, customer),
    )
    concerned = {row.version.agreement_id for row in rows}
    doubts = PeriodDoubt.objects.filter(month=first, agreement__in=concerned)
    return {
        "shown": shown,
        "promised": [row for row in rows if row.is_of_outages],
        "to_revise": periods_to_revise(reader, doubts=doubts),
        "critical": critical_outages(lost, service, month(first), at) if lost else {},
    }


def _whose(shown: ServiceMonth, customer: Organisation | None) -> dict[str, Any]:
    """Return of whose targets the results are told beside the figures."""
    if shown.leg:
        return {"agreements": [shown.leg.pk], "legs": [shown.leg.leg]}
    return {"customer_id": customer.pk if customer else None}


def _first(asked: Mapping[str, Any], usual: date) -> date:
    form = AvailabilityForm({"month": asked["month"]})
    return (form.is_valid() and form.cleaned_data["month"]) or usual


def turning(first: date, today: date, query: Any) -> dict[str, Any]:
    """Return what leads to the month before and after, as narrowly as this one."""
    kept = query.copy()

    def leading(to: date) -> str:
        kept["month"] = f"{to:%Y-%m}"
        return f"?{kept.urlencode()}"

    return {
        "first": first,
        "month_code": f"{first:%Y-%m}",
        "earlier": leading(shift(first, -1))
        if shift(first, -1).year >= FIRST_YEAR
        else "",
        "later": leading(shift(first, 1)) if first < today.replace(day=1) else "",
    }
