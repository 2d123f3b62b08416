from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.doors import page_for
from core.generic import actor_of, render_page
from slm.permissions import outage_actions
from slm.views.outages import find_outage


@page_for("slm.view_own_outages", "slm.view_agreement")
def portal_outage(request: HttpRequest, number: str) -> HttpResponse:
    outage = find_outage(request, number)
    context = {
        "outage": outage,
        "may_dispute": "dispute"
        in outage_actions(actor_of(request), outage, timezone.now()),
    }
    return render_page(request, "slm/portal_outage.html", context)
