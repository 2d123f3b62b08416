from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import person_of
from core.doors import missing_as_404
from core.exporting import export_list
from core.generic import redirect_with, render_list
from core.kinds import item_url
from core.listing import Column, Listing, build_listing
from core.models import User
from core.numbers import meant_numbers
from incidents.forms import SaveViewForm
from records import queue
from records.doors import desk_page
from records.filters import RecordFilter
from records.hints import hints_for
from records.models import Record
from records.selectors import ListChoices, list_choices, views_for
from records.services import delete_view, save_view

LIST = "desk"
MORE = (
    "state",
    "service",
    "customer",
    "category",
    "supplier",
    "opened_after",
    "opened_before",
)


@require_safe
@desk_page
def incident_list(request: HttpRequest) -> HttpResponseBase:
    user = acting_user(request)
    if (found := _named_record(request.GET.get("q", ""), user)) is not None:
        return redirect(item_url(found.item))
    choices = list_choices(user)
    query = queue.effective_query(request.GET, choices)
    filterset = queue.queue_filter(query, user=user, choices=choices)
    columns = queue.chosen_columns(query)
    if "export" in query:
        return _export(query, filterset, columns)
    listing, context = _page(query, filterset, columns, user, choices)
    return render_list(request, "incidents/incident_list.html", listing, context)


def _page(
    query: QueryDict,
    filterset: RecordFilter,
    columns: list[Column],
    user: User,
    choices: ListChoices,
) -> tuple[Listing, dict[str, Any]]:
    saved = views_for(user, LIST)
    views, count = queue.queue_views(saved, filterset, user=user, choices=choices)
    sort = queue.default_sort(filterset)
    listing = build_listing(query, filterset, columns=columns, sort=sort, count=count)
    return listing, {
        "columns": columns,
        "views": views,
        "hints": hints_for(listing.rows, timezone.now()),
        **_around(query, user),
    }


def _around(query: QueryDict, user: User) -> dict[str, Any]:
    kept = query.copy()
    for name in ("after", "before", "export"):
        kept.pop(name, None)
    return {
        "all_columns": queue.COLUMNS,
        "kept_query": kept.urlencode(),
        "kept_pairs": _pairs(kept),
        "shown_columns": query.getlist("columns"),
        "has_more_filters": any(kept.get(name) for name in MORE),
        "may_work": user.has_perm("incidents.work_incident"),
        "may_open": user.has_perm("incidents.open_incident"),
        "may_share": user.has_perm("records.share_views"),
        "search_text": query.get("q", ""),
    }


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in query.lists()
        if name != "columns"
        for value in values
    ]


def _named_record(text: str, user: User) -> Record | None:
    numbers = meant_numbers(text) if not text.strip().isdecimal() else []
    records = Record.objects.visible_to(user).select_related("item")
    return records.filter(item__number__in=numbers).first() if numbers else None


def _export(
    query: QueryDict, filterset: RecordFilter, columns: list[Column]
) -> HttpResponseBase:
    shown = queue.export_columns(columns)
    return export_list(
        query,
        filterset,
        name="incidents",
        columns=shown,
        sort=queue.default_sort(filterset),
        cells=partial(queue.cells_of, columns=shown, at=timezone.now()),
    )


@require_POST
@desk_page
def view_save(request: HttpRequest) -> HttpResponse:
    user = acting_user(request)
    form = SaveViewForm(request.POST)
    target = f"{reverse('incident_list')}?{request.POST.get('query', '')}"
    owner = person_of(user)
    if owner is None or not form.is_valid():
        messages.error(request, _("Give the view a name of at most 80 characters."))
        return redirect(target)
    try:
        save_view(owner=owner, list_name=LIST, actor=user, **form.cleaned_data)
    except PermissionDenied:
        messages.error(request, _("You may keep this view, but not share it."))
        return redirect(target)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(target)
    return redirect_with(request, _("The view was saved."), target)


@require_POST
@desk_page
def view_delete(request: HttpRequest, view_id: int) -> HttpResponse:
    with missing_as_404():
        delete_view(view_id=view_id, actor=acting_user(request))
    return redirect_with(request, _("The view was deleted."), "incident_list")


def acting_user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
