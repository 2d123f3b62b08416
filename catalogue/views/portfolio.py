"""The portfolio: the list of services and the page of each."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.doors import portfolio_page, visible_service
from catalogue.drawing import web_around
from catalogue.filters import ServiceFilter
from catalogue.forms import EntitleForm
from catalogue.lifecycle import MANAGE
from catalogue.models import Service
from catalogue.selectors import customers_of, history_of, possible_steps
from catalogue.services import NEEDS
from core.exporting import export_list
from core.generic import actor_of, render_list, render_page
from core.listing import Column, build_listing

SORT = "name"
NUMBER = Column("number", gettext_lazy("Number"))
COLUMNS = [
    Column("name", gettext_lazy("Service"), "name"),
    Column("kind", gettext_lazy("Kind"), "is_supporting", then=("name",)),
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
    if "export" in request.GET:
        return export_list(
            request.GET,
            filterset,
            name="services",
            columns=[NUMBER, *COLUMNS],
            sort=SORT,
            cells=_cells,
        )
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort=SORT)
    context = {
        "may_manage": request.user.has_perm(MANAGE),
    }
    return render_list(request, "catalogue/service_list.html", listing, context)


def _cells(services: Sequence[Service]) -> Iterator[list[object]]:
    for service in services:
        yield [
            service.number,
            service.name,
            service.kind_label,
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
    may_entitle = may_manage and not service.is_supporting
    steps = [
        (step, [NEEDS[name] for name in missing])
        for step, missing in possible_steps(service, actor)
    ]
    below, above, chart = web_around(service)
    context = {
        "service": service,
        "below": below,
        "above": above,
        "chart": chart,
        "customers": customers_of(service),
        "steps": steps,
        "history": history_of(service, actor),
        "may_manage": may_manage,
        "may_edit": may_manage and service.state != "retired",
        "entitle_form": EntitleForm(service=service) if may_entitle else None,
        "crumbs": [(_("Services"), reverse("service_list"))],
    }
    return render_page(request, "catalogue/service_detail.html", context)
