from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.doors import page_for
from core.generic import actor_of, render_list
from core.listing import Column, build_listing
from slm.filters.clocks import ClockFilter
from slm.models import Clock
from slm.selectors import with_status

COLUMNS = [
    Column("record", _("Record"), "record__item__number"),
    Column("metric", _("Measures"), "metric"),
    Column("status", _("Now")),
    Column("priority", _("Priority"), "record__priority"),
    Column("customer", _("Customer and service")),
    Column("team", _("Team")),
    Column("due", _("Due"), "due_at"),
    Column("decided", _("Decided"), "verdict_at"),
]


@page_for("slm.view_agreement")
def clock_list(request: HttpRequest) -> HttpResponse:
    clocks = with_status(Clock.objects.visible_to(actor_of(request))).select_related(
        "record__item",
        "record__customer",
        "record__service",
        "record__team",
        "team",
        "supplier",
    )
    filterset = ClockFilter(request.GET, queryset=clocks)
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="due_at")
    return render_list(request, "slm/clock_list.html", listing)
