from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from catalogue.models import Service
from catalogue.selectors import matching_services
from core.generic import actor_of, render_page
from portal.permissions import may_report
from portal.selectors import (
    found_records,
    health_of,
    own_records,
    rows_of,
    waiting_for_reader,
)

MOST_SHOWN = 6
MOST_SERVICES = 20


@require_safe
@login_required
def portal_home(request: HttpRequest) -> HttpResponse:
    reader = actor_of(request)
    records = own_records(reader)
    waiting = waiting_for_reader(records)
    asking = list(waiting.order_by("-updated_at")[: MOST_SHOWN + 1])
    shown = asking[:MOST_SHOWN]
    others = records.open().exclude(pk__in=waiting.order_by().values("pk"))
    services = Service.objects.visible_to(reader).live().select_related("item")
    context = {
        "asking": rows_of(shown, reader),
        "has_more_asking": len(asking) > MOST_SHOWN,
        "working": rows_of(others.order_by("-updated_at")[:MOST_SHOWN], reader),
        "health": health_of(services.order_by("name"), reader),
        "may_report": may_report(reader),
    }
    return render_page(request, "portal/portal_home.html", context)


@require_safe
@login_required
def portal_search(request: HttpRequest) -> HttpResponse:
    reader = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    services = matching_services(text, reader).live()
    context = {
        "search_text": text,
        "services": list(services[:MOST_SERVICES]) if text else [],
        "rows": rows_of(found_records(text, reader), reader),
        "may_report": may_report(reader),
    }
    return render_page(request, "portal/portal_search.html", context)


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead whoever signed in to where they work."""
    if request.user.has_perm("incidents.work_incident"):
        return redirect("incident_list")
    if request.user.has_perm("slm.view_agreement"):
        return redirect("sla_dashboard")
    return redirect("portal_home")
