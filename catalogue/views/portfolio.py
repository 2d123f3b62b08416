"""The portfolio: the list of services and the page of each."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.doors import portfolio_page, visible_service
from catalogue.filters import ServiceFilter
from catalogue.forms import EntitleForm
from catalogue.lifecycle import MANAGE
from catalogue.models import Service
from catalogue.selectors import customers_of, history_of, possible_steps
from catalogue.services import NEEDS
from core.generic import actor_of, render_list, render_page
from core.listing import Column, build_listing, sort_rows
from core.spreadsheet import csv_lines

SORT = "name"
COLUMNS = [
    Column("name", gettext_lazy("Service"), "name"),
    Column("state", gettext_lazy("State"), "state", then=("name",)),
    Column("criticality", gettext_lazy("Criticality"), "criticality", then=("name",)),
    Column("owner", gettext_lazy("Owner"), "owner__name"),
    Column("hours", gettext_lazy("Service hours"), "service_hours__name"),
    Column("customers", gettext_lazy("Customers"), is_numeric=True),
]


@require_safe
@portfolio_page
def service_list(request: HttpRequest) -> HttpResponseBase:
    services = Service.objects.visible_to(actor_of(request)).with_facts()
    filterset = ServiceFilter(request.GET, queryset=services)
    if request.GET.get("export") == "csv" and not filterset.errors:
        rows = sort_rows(filterset.qs, request.GET, columns=COLUMNS, sort=SORT)
        return _export(rows)
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort=SORT)
    query = request.GET.copy()
    query["export"] = "csv"
    context = {
        "may_manage": request.user.has_perm(MANAGE),
        "export_url": f"?{query.urlencode()}",
    }
    return render_list(request, "catalogue/service_list.html", listing, context)


def _export(services: Iterable[Service]) -> HttpResponseBase:
    heading = [_("Number"), *[str(column.label) for column in COLUMNS]]
    return StreamingHttpResponse(
        csv_lines(heading, _cells(services)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="services.csv"'},
    )


def _cells(services: Iterable[Service]) -> Iterator[list[object]]:
    for service in services:
        yield [
            service.number,
            service.name,
            service.get_state_display(),
            service.get_criticality_display(),
            service.owner,
            service.service_hours,
            getattr(service, "customer_count", None),
        ]


@require_safe
@portfolio_page
def service_detail(request: HttpRequest, number: str) -> HttpResponse:
    service = visible_service(request, number)
    actor = actor_of(request)
    may_manage = actor.has_perm(MANAGE)
    steps = [
        (step, [NEEDS[name] for name in missing])
        for step, missing in possible_steps(service, actor)
    ]
    context = {
        "service": service,
        "customers": customers_of(service),
        "steps": steps,
        "history": history_of(service),
        "may_manage": may_manage,
        "may_edit": may_manage and service.state != "retired",
        "entitle_form": EntitleForm(service=service) if may_manage else None,
        "crumbs": [(_("Services"), reverse("service_list"))],
    }
    return render_page(request, "catalogue/service_detail.html", context)
