from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.doors import page_for
from core.generic import actor_of, render_page
from core.periods import first_of, shift
from reporting.forms import DashboardForm
from reporting.selectors import DashboardScope, dashboard
from slm.choices import OPEN_STATUSES, Leg


@page_for("slm.view_agreement")
def sla_dashboard(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    this_month = first_of(at)
    asked = {"month": f"{this_month:%Y-%m}", **request.GET.dict()}
    form = DashboardForm(asked)
    chosen = form.cleaned_data if form.is_valid() else {}
    month = chosen.get("month") or this_month
    scope = DashboardScope(
        **{
            f"{name}_id": getattr(chosen.get(name), "pk", None)
            for name in ("customer", "service", "team")
        }
    )
    shown = dashboard(scope, month=month, reader=actor_of(request), at=at)
    context = {
        "form": form,
        "shown": shown,
        "statuses": OPEN_STATUSES,
        "is_narrowed": bool(request.GET),
        "rows_url": _rows_url(scope),
        "month_code": f"{month:%Y-%m}",
        "earlier": f"{shift(month, -1):%Y-%m}",
        "later": f"{shift(month, 1):%Y-%m}" if month < this_month else "",
    }
    return render_page(request, "reporting/sla_dashboard.html", context)


def _rows_url(scope: DashboardScope) -> str:
    """Return where the rows behind a figure are; the figure adds what it counts."""
    given: dict[str, Any] = {"leg": Leg.SLA.value}
    for name in ("customer", "service", "team"):
        if pk := getattr(scope, f"{name}_id"):
            given[name] = pk
    return f"{reverse('clock_list')}?{urlencode(given)}"
