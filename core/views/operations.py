from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import services
from core.checking import ask_for_trail_check
from core.doors import missing_as_404, page_for
from core.exporting import export_list
from core.filters import EventFilter
from core.generic import actor_of, redirect_with, render_list
from core.listing import Column, build_listing
from core.models import Event
from core.selectors import (
    events_visible_to,
    outbox_state,
    trail_head,
    unsealed_count,
)
from core.spreadsheet import Row
from core.trail import told
from core.wording import exactly

TRAIL_COLUMNS = (
    Column("occurred_at", gettext_lazy("When"), "occurred_at"),
    Column("actor", gettext_lazy("Done by")),
    Column("item", gettext_lazy("Item")),
    Column("title", gettext_lazy("What")),
    Column("details", gettext_lazy("Before and after")),
)
# The same in a file, where each thing has a cell of its own.
EXPORT_COLUMNS = (
    Column("occurred_at", gettext_lazy("When"), "occurred_at"),
    Column("recorded_at", gettext_lazy("Recorded")),
    Column("actor", gettext_lazy("Done by")),
    Column("on_behalf_of", gettext_lazy("On behalf of")),
    Column("channel", gettext_lazy("Channel")),
    Column("item", gettext_lazy("Item")),
    Column("title", gettext_lazy("What")),
    Column("details", gettext_lazy("Before and after")),
    Column("name", gettext_lazy("Event")),
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
def trail(request: HttpRequest) -> HttpResponseBase:
    events = events_visible_to(actor_of(request)).select_related(
        "item", "actor", "on_behalf_of", "data"
    )
    filterset = EventFilter(request.GET, events)
    if "export" in request.GET:
        return export_list(
            request.GET,
            filterset,
            name="audit-trail",
            columns=EXPORT_COLUMNS,
            sort="-occurred_at",
            cells=_cells,
        )
    listing = build_listing(
        request.GET, filterset, columns=TRAIL_COLUMNS, sort="-occurred_at"
    )
    context = {"told": told(listing.rows)}
    return render_list(request, "core/trail.html", listing, context)


@require_POST
@page_for("core.view_event")
def trail_check(request: HttpRequest) -> HttpResponse:
    head = request.POST.get("head", "")[:64]
    job = ask_for_trail_check(head=head, actor=actor_of(request), at=timezone.now())
    return redirect("job_show", job.pk)


def _cells(events: Sequence[Event]) -> Iterator[Row]:
    for one in told(events):
        event = one.event
        yield (
            exactly(event.occurred_at),
            exactly(event.recorded_at),
            str(event.actor),
            str(event.on_behalf_of or ""),
            event.get_channel_display(),
            event.item.number if event.item else "",
            one.title,
            one.summary,
            event.name,
        )
