"""What the pages about people, organisations and teams do alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import FilterSet

from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from core.listing import Column, Listing


@dataclass(frozen=True)
class List:
    """A list: its columns, what each shows of a row, and the words around it."""

    columns: Sequence[Column]
    cells: Callable[[Any], Sequence[Any]]
    sort: str
    title: Any
    file_name: str
    row_url: str
    new_url: str
    new_label: Any
    empty: Any


def list_page(
    request: HttpRequest, shown: List, filterset: FilterSet, *, may_manage: bool
) -> HttpResponseBase:
    """Answer the list as a page, or as a file if that is asked for."""
    table = Table(
        shown.file_name,
        shown.columns,
        shown.sort,
        lambda rows: [shown.cells(row) for row in rows],
    )

    def beside(listing: Listing) -> dict[str, Any]:
        rows = [(row, shown.cells(row)) for row in listing.rows]
        return {"list": shown, "rows": rows, "may_manage": may_manage}

    return answer_list(request, "accounts/list.html", filterset, table, beside)


def form_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[..., Any],
    *,
    back: str,
    page_of_made: str = "",
    said: Any = "",
    one: Model | None = None,
    **words: Any,
) -> HttpResponse:
    """
    Show the form; once it is filled in, act as who is asking now, say so and go back.

    Or go to the page, of that name, of what `act` answered. What a service refuses is
    shown at the form, with all that was entered and, of `one`, what is there by now.
    """
    if request.method == "POST" and form.is_valid():
        with errors_into(form), stale_into(form):
            made = act(actor=actor_of(request), at=timezone.now())
            to = reverse(page_of_made, args=[made.pk]) if page_of_made else back
            return redirect_with(request, said or _("Saved."), to)
    usual = {"layout": "layouts/manage.html", "cancel_url": back, "action": _("Save")}
    context = {**usual, **words, "comparison": compare(form, one)}
    return render_form(request, "generic/form.html", form, context)


def edit_page(
    request: HttpRequest,
    form_class: Callable[..., Any],
    one: Any,
    edit: Callable[..., Any],
    *,
    back: str,
) -> HttpResponse:
    """Show the form of something that has a name and a version; once sent, edit it."""
    title = _("Edit %s") % one.name
    form = form_class(sent(request), instance=one, initial={"version": one.version})

    def save(**by: Any) -> None:
        edit(version=form.cleaned_data["version"], **form.values, **by)

    return form_page(request, form, save, back=back, one=one, title=title)
