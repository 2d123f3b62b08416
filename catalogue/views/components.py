"""The named parts that services rest on."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.doors import portfolio_page
from catalogue.drawing import web_around
from catalogue.filters import ComponentFilter
from catalogue.forms import ComponentForm
from catalogue.lifecycle import MANAGE
from catalogue.models import Component
from catalogue.services import create_component, edit_component
from core.doors import refuse_unless
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.listing import Column

SORT = "name"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("name", gettext_lazy("Component"), "name"),
    Column("description", gettext_lazy("What it is")),
    Column("team", gettext_lazy("Team"), "team__name"),
    Column("person", gettext_lazy("Person"), "person__name"),
    Column("supplier", gettext_lazy("Supplier"), "supplier__name"),
    Column("dependants", gettext_lazy("Services"), is_numeric=True),
]


@require_safe
@portfolio_page
def component_list(request: HttpRequest) -> HttpResponseBase:
    components = Component.objects.visible_to(actor_of(request)).with_facts()
    filterset = ComponentFilter(request.GET, queryset=components)
    table = Table("components", COLUMNS, SORT, _cells)
    may_manage = actor_of(request).has_perm(MANAGE)
    return answer_list(
        request,
        "catalogue/component_list.html",
        filterset,
        table,
        lambda listing: {"may_manage": may_manage},
    )


def _cells(components: Sequence[Component]) -> Iterator[list[object]]:
    for one in components:
        yield [
            one.number,
            one.name,
            one.description,
            one.team,
            one.person,
            one.supplier,
            getattr(one, "dependant_count", None),
        ]


@require_safe
@portfolio_page
def component_detail(request: HttpRequest, number: str) -> HttpResponse:
    component = _find(request, number)
    _below, above, chart = web_around(component)
    context = {
        "component": component,
        "above": above,
        "chart": chart,
        "may_manage": request.user.has_perm(MANAGE),
        "crumbs": [(_("Components"), reverse("component_list"))],
    }
    return render_page(request, "catalogue/component_detail.html", context)


@portfolio_page
def component_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, MANAGE)
    form = ComponentForm(sent(request))
    if form.is_valid():
        with errors_into(form):
            made = create_component(actor=actor, at=timezone.now(), **form.values())
            said = _("Say on the page of a service that it depends on it.")
            return redirect_with(request, said, "component_detail", made.number)
    context = {
        "title": _("New component"),
        "action": _("Name it"),
        "cancel_url": reverse("component_list"),
        "crumbs": [(_("Components"), reverse("component_list"))],
        "layout": "layouts/manage.html",
    }
    return render_form(request, "generic/form.html", form, context)


@portfolio_page
def component_edit(request: HttpRequest, number: str) -> HttpResponse:
    component, actor = _find(request, number), actor_of(request)
    refuse_unless(actor, MANAGE)
    form = ComponentForm(sent(request), instance=component)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            edit_component(
                number=number,
                version=form.cleaned_data["version"],
                actor=actor,
                at=timezone.now(),
                **form.values(),
            )
            return redirect_with(request, _("Saved."), "component_detail", number)
    page = reverse("component_detail", args=[number])
    context = {
        "title": _("Edit component"),
        "action": _("Save"),
        "cancel_url": page,
        "crumbs": [(_("Components"), reverse("component_list")), (number, page)],
        "comparison": compare(form, component),
        "layout": "layouts/manage.html",
    }
    return render_form(request, "generic/form.html", form, context)


def _find(request: HttpRequest, number: str) -> Component:
    components = Component.objects.visible_to(actor_of(request)).with_facts()
    return get_object_or_404(components, item__number=number)
