"""What the pages about people, organisations and teams do alike."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django_filters import FilterSet

from core.generic import errors_into, redirect_with, render_form, render_list
from core.listing import Column, build_listing, sort_rows
from core.versions import StaleVersion


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
) -> HttpResponse:
    """Answer the list as a page, or as CSV if that is asked for."""
    query = request.GET
    if query.get("export") == "csv" and not filterset.errors:
        rows = sort_rows(filterset.qs, query, columns=shown.columns, sort=shown.sort)
        return csv_answer(shown, rows)
    listing = build_listing(query, filterset, columns=shown.columns, sort=shown.sort)
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept["export"] = "csv"
    context = {
        "list": shown,
        "rows": [(row, shown.cells(row)) for row in listing.rows],
        "export_url": f"?{kept.urlencode()}",
        "may_manage": may_manage,
    }
    return render_list(request, "accounts/list.html", listing, context)


def csv_answer(shown: List, rows: QuerySet[Any]) -> HttpResponse:
    """Answer the rows as a file that spreadsheets take for what it is."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([str(column.label) for column in shown.columns])
    for row in rows.iterator(chunk_size=1000):
        writer.writerow([harmless(cell) for cell in shown.cells(row)])
    answer = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{shown.file_name}.csv"'
    return answer


def harmless(cell: Any) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; an empty form is something else than none."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    said: Any,
    back: str,
    **words: Any,
) -> HttpResponse:
    """
    Show the form; once it is filled in, act, say so and go back.

    What a service refuses is shown at the form, with all that was entered.
    """
    context = {"layout": "layouts/manage.html", "cancel_url": back, **words}
    if request.method == "POST" and form.is_valid():
        try:
            with errors_into(form):
                act()
                return redirect_with(request, said, back)
        except StaleVersion as stale:
            return _compare(request, form, stale.current, context)
    return render_form(request, "accounts/form.html", form, context)


def _compare(
    request: HttpRequest, form: Any, current: Any, context: dict[str, Any]
) -> HttpResponse:
    """Show both versions, and the form with what was entered."""
    context["comparison"] = _differences(form, current)
    answer = render_form(
        request, "accounts/form.html", _renewed(form, current), context
    )
    answer.status_code = 409
    return answer


def _renewed(form: Any, current: Any) -> Any:
    """Keep what was entered; saving again is then knowingly over the other's."""
    form.data = form.data.copy()
    form.data["version"] = str(current.version)
    return form


def _differences(form: Any, current: Any) -> list[tuple[str, Any, Any]]:
    return [
        (str(form.fields[name].label), getattr(current, name), value)
        for name, value in form.values.items()
        if getattr(current, name) != value
    ]
