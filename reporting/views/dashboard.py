from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.doors import page_for
from core.exporting import send_table
from core.generic import actor_of, render_page
from core.listing import export_urls
from core.periods import first_of, shift
from reporting.forms import DashboardForm
from reporting.selectors import Dashboard, DashboardScope, dashboard
from slm.choices import OPEN_STATUSES
from slm.exporting import HEADING, kept_cells

SCOPE = ("customer", "service", "team", "supplier")


@page_for("slm.view_agreement")
def sla_dashboard(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    this_month = first_of(at)
    form = DashboardForm({"month": f"{this_month:%Y-%m}", **request.GET.dict()})
    chosen = form.cleaned_data if form.is_valid() else {}
    month = chosen.get("month") or this_month
    scope = DashboardScope(
        **{f"{name}_id": getattr(chosen.get(name), "pk", None) for name in SCOPE}
    )
    shown = dashboard(scope, month=month, reader=actor_of(request), at=at)
    if "export" in request.GET:
        return _export(request, shown)
    context = {
        "form": form,
        "shown": shown,
        "statuses": OPEN_STATUSES,
        "is_narrowed": bool(request.GET),
        "at": at,
        "narrowing": _narrowing(form, chosen),
        **_turning(month, this_month),
        "exports": export_urls(request.GET),
        "rows_url": _rows_url(scope),
    }
    status = 200 if form.is_valid() else 400
    return render_page(request, "reporting/sla_dashboard.html", context, status=status)


def _turning(month: date, this_month: date) -> dict[str, str]:
    return {
        "month_code": f"{month:%Y-%m}",
        "earlier": f"{shift(month, -1):%Y-%m}",
        "later": f"{shift(month, 1):%Y-%m}" if month < this_month else "",
    }


def _narrowing(form: DashboardForm, chosen: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what the page is about, for paper: filters are not printed."""
    fields = [
        (name, cast("ModelChoiceField[Any]", form.fields[name])) for name in SCOPE
    ]
    return [
        (str(field.label), str(chosen.get(name) or field.empty_label))
        for name, field in fields
    ]


def _export(request: HttpRequest, shown: Dashboard) -> HttpResponseBase:
    heading = [str(one) for one in HEADING]
    name = f"service-levels-{shown.month:%Y-%m}"
    rows = kept_cells(shown.kept)
    return send_table(request.GET, name=name, heading=heading, rows=rows)


def _rows_url(scope: DashboardScope) -> str:
    """Return where the rows behind a figure are; the figure adds what it counts."""
    given: dict[str, Any] = {"leg": scope.leg.value}
    for name in SCOPE:
        if pk := getattr(scope, f"{name}_id"):
            given[name] = pk
    return f"{reverse('clock_list')}?{urlencode(given)}"
