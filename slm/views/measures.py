from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for, refuse_unless
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
from core.periods import first_of, month
from slm.drawing_availability import value_lines
from slm.filters.measures import MeasureFilter
from slm.forms.measures import MeasureForm, MeasureMonthForm, ValuesForm
from slm.models import Measure
from slm.selectors import days_of_values, newest_values
from slm.selectors.values import beside_stored
from slm.services import create_measure, edit_measure, import_values, read_values
from slm.views.availability import turning

MANAGE = "slm.manage_measure"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("name", gettext_lazy("Name"), "name"),
    Column("unit", gettext_lazy("Unit")),
    Column("service", gettext_lazy("Service"), "service__name"),
    Column("point", gettext_lazy("Measuring point")),
    Column("source", gettext_lazy("Data source")),
    Column("responsible", gettext_lazy("Responsible"), "responsible__name"),
]

measure_page = page_for("slm.view_agreement")


@measure_page
def measure_list(request: HttpRequest) -> HttpResponseBase:
    filterset = MeasureFilter(request.GET, queryset=_visible(request))
    table = Table("measures", COLUMNS, "name", _cells)
    return answer_list(request, "slm/measure_list.html", filterset, table)


def _cells(measures: Sequence[Measure]) -> Iterator[list[object]]:
    for one in measures:
        yield [
            one.number,
            one.name,
            one.unit,
            str(one.service),
            one.point,
            one.source,
            str(one.responsible),
        ]


@measure_page
def measure_detail(request: HttpRequest, number: str) -> HttpResponse:
    measure, at = _find(request, number), timezone.now()
    form = MeasureMonthForm({"month": f"{first_of(at):%Y-%m}", **request.GET.dict()})
    first = (form.is_valid() and form.cleaned_data["month"]) or first_of(at)
    days = days_of_values(measure, month(first))
    context = {
        "form": form,
        "measure": measure,
        "days": days,
        "chart": value_lines(measure, days),
        "newest": newest_values(measure, month(first)),
        "targets": measure.targets.select_related("version__agreement__item"),
        "may_manage": actor_of(request).has_perm(MANAGE),
        "crumbs": _crumbs(),
        **turning(first, at.date(), request.GET),
    }
    status = 200 if form.is_valid() else 400
    return render_page(request, "slm/measure_detail.html", context, status=status)


@measure_page
def measure_create(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form = MeasureForm(sent(request))
    if form.is_valid():
        with errors_into(form):
            made = create_measure(
                measure=Measure(**form.values()),
                actor=actor_of(request),
                at=timezone.now(),
            )
            said = _("%s is known. Now bring its values in.") % made.name
            return redirect_with(request, said, "measure_detail", made.number)
    context = {
        "title": _("New measure"),
        "action": _("Save"),
        "cancel_url": reverse("measure_list"),
        "crumbs": _crumbs(),
    }
    return render_form(request, "slm/form.html", form, context)


@measure_page
def measure_edit(request: HttpRequest, number: str) -> HttpResponse:
    measure = _managed(request, number)
    form = MeasureForm(sent(request), initial=MeasureForm.initial_of(measure))
    if form.is_valid():
        with errors_into(form), stale_into(form):
            edit_measure(
                number=number,
                version=form.cleaned_data["version"],
                actor=actor_of(request),
                at=timezone.now(),
                **form.values(),
            )
            return redirect_with(request, _("Saved."), "measure_detail", number)
    context = {
        "title": _("Edit %s") % measure.name,
        "action": _("Save"),
        "cancel_url": reverse("measure_detail", args=[number]),
        "comparison": compare(form, measure),
        "crumbs": _crumbs(measure),
    }
    return render_form(request, "slm/form.html", form, context)


@measure_page
def measure_import(request: HttpRequest, number: str) -> HttpResponse:
    measure, actor = _managed(request, number), actor_of(request)
    form = ValuesForm(sent(request), request.FILES or None)
    table = found = None
    if form.is_valid():
        text, at = form.cleaned_data["text"], timezone.now()
        table = read_values(text, actor=actor, at=at)
        if not table.faults and "confirm" in request.POST:
            done = import_values(text, number=number, how="CSV", actor=actor, at=at)
            said = _("%(new)d new, %(corrected)d corrected, %(known)d known before.")
            return redirect_with(request, said % done, "measure_detail", number)
        if not table.faults:
            found = beside_stored(measure, table.values)
    context = {
        **{"form": form, "table": table, "found": found},
        **{"measure": measure, "crumbs": _crumbs(measure)},
    }
    status = 422 if form.errors or (table and table.faults) else 200
    return render(request, "slm/measure_import.html", context, status=status)


def _visible(request: HttpRequest) -> Any:
    measures = Measure.objects.visible_to(actor_of(request))
    return measures.select_related("item", "service__item", "responsible")


def _find(request: HttpRequest, number: str) -> Measure:
    found: Measure = get_object_or_404(_visible(request), item__number=number)
    return found


def _managed(request: HttpRequest, number: str) -> Measure:
    measure = _find(request, number)
    refuse_unless(actor_of(request), MANAGE)
    return measure


def _crumbs(measure: Measure | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Availability"), reverse("availability")),
        (_("Measured quantities"), reverse("measure_list")),
    ]
    if measure is not None:
        found.append((measure.name, reverse("measure_detail", args=[measure.number])))
    return found
