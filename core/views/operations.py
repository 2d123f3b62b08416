from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import services
from core.doors import missing_as_404, page_for
from core.filters import EventFilter
from core.generic import actor_of, redirect_with, render_list
from core.listing import Column, build_listing
from core.selectors import (
    events_visible_to,
    outbox_state,
    trail_head,
    unsealed_count,
)

TRAIL_COLUMNS = (
    Column("occurred_at", gettext_lazy("When"), "occurred_at"),
    Column("actor", gettext_lazy("Done by")),
    Column("item", gettext_lazy("Item")),
    Column("name", gettext_lazy("What")),
    Column("details", gettext_lazy("Before and after")),
)


@page_for("core.view_outbox")
def operations(request: HttpRequest) -> HttpResponse:
    context = {
        "outbox": outbox_state(),
        "may_retry": actor_of(request).has_perm("core.retry_outbox"),
        "head": trail_head(),
        "unsealed": unsealed_count(),
    }
    return render(request, "core/operations.html", context)


@require_POST
@page_for("core.view_outbox")
def outbox_retry(request: HttpRequest, pk: int) -> HttpResponse:
    with missing_as_404():
        services.retry_outbox(entry_id=pk, actor=actor_of(request), at=timezone.now())
    return redirect_with(request, _("It will be tried again."), "operations")


@page_for("core.view_event")
def trail(request: HttpRequest) -> HttpResponse:
    events = events_visible_to(actor_of(request)).select_related(
        "item", "actor", "on_behalf_of", "data"
    )
    filterset = EventFilter(request.GET, events)
    listing = build_listing(
        request.GET, filterset, columns=TRAIL_COLUMNS, sort="-occurred_at"
    )
    return render_list(request, "core/trail.html", listing)
