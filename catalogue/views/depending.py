"""What services rest on: one list of all, and the acts on the page of a service."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.doors import own_service, portfolio_page
from catalogue.filters import DependencyFilter
from catalogue.forms import DependencyForm, WithdrawForm
from catalogue.models import ServiceDependency
from catalogue.services import add_dependency, remove_dependency
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    sent,
)
from core.listing import Column

SORT = "service__name"
COLUMNS = [
    Column("service", gettext_lazy("Service"), "service__name"),
    Column("part", gettext_lazy("Depends on")),
    Column("kind", gettext_lazy("Kind")),
    Column("role", gettext_lazy("What for"), "role"),
    Column("group", gettext_lazy("Redundant group"), "group"),
    Column("needed", gettext_lazy("Needed"), is_numeric=True),
]


@require_safe
@portfolio_page
def dependency_list(request: HttpRequest) -> HttpResponseBase:
    rows = ServiceDependency.objects.visible_to(actor_of(request)).with_parts()
    filterset = DependencyFilter(request.GET, queryset=rows)
    table = Table("dependencies", COLUMNS, SORT, _cells)
    return answer_list(request, "catalogue/dependency_list.html", filterset, table)


def _cells(rows: Sequence[ServiceDependency]) -> Iterator[list[object]]:
    for row in rows:
        kind = row.on_service.kind_label if row.on_service else _("Component")
        yield [row.service, row.part, kind, row.role, row.group, row.needed]


@portfolio_page
def dependency_add(request: HttpRequest, number: str) -> HttpResponse:
    service = own_service(request, number)
    form = DependencyForm(sent(request), service=service)
    if form.is_valid():
        with errors_into(form):
            made = add_dependency(
                number=number,
                actor=actor_of(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
            said = _("It depends on %s now.") % made.part
            return redirect_with(request, said, "service_detail", number)
    context = {
        **_way_back(number),
        "title": _("What does “%s” depend on?") % service.name,
        "lead": _("Name one service or one component; more can follow."),
        "action": _("Add"),
        "layout": "layouts/manage.html",
    }
    return render_form(request, "generic/form.html", form, context)


@portfolio_page
def dependency_remove(
    request: HttpRequest, number: str, dependency_id: int
) -> HttpResponse:
    service = own_service(request, number)
    row = get_object_or_404(service.dependencies.with_parts(), pk=dependency_id)
    form = WithdrawForm(sent(request))
    if form.is_valid():
        with errors_into(form):
            remove_dependency(
                number=number,
                dependency_id=row.pk,
                actor=actor_of(request),
                at=timezone.now(),
            )
            said = _("It no longer depends on %s.") % row.part
            return redirect_with(request, said, "service_detail", number)
    context = {
        **_way_back(number),
        "title": _("No longer depends on %s?") % row.part,
        "text": _("The history keeps that “%s” depended on it.") % service.name,
        "action": _("Remove the dependency"),
        "is_danger": True,
    }
    return render_form(request, "generic/confirm.html", form, context)


def _way_back(number: str) -> dict[str, Any]:
    page = reverse("service_detail", args=[number])
    crumbs = [(_("Services"), reverse("service_list")), (number, page)]
    return {"cancel_url": page, "crumbs": crumbs}
