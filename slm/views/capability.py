from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for, refuse_unless
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    refuse_if_late,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.inputs import VersionForm
from core.listing import Column
from slm.choices import CapabilityState
from slm.filters.capability import CapabilityFilter
from slm.forms.capability import AssessServiceForm, PlanForm, UpdateForm, YearForm
from slm.lifecycle import CAPABILITY
from slm.models import CapabilityAssessment, CapabilityLine
from slm.permissions import MANAGE_CAPABILITY, capability_actions
from slm.selectors.capability import asked_of
from slm.services import (
    add_new_services,
    assess_service,
    carry_out_assessment,
    decide_assessment,
    name_plan,
    note_catalogue_update,
    plan_assessment,
    start_assessment,
)

COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("year", gettext_lazy("Year"), "year", is_numeric=True),
    Column("state", gettext_lazy("State"), "state"),
    Column("due_on", gettext_lazy("To be decided by"), "due_on"),
    Column("decided_at", gettext_lazy("Decided"), "decided_at"),
    Column("carried_out_at", gettext_lazy("Carried out"), "carried_out_at"),
]
ACTS: dict[str, Callable[..., CapabilityAssessment]] = {
    "start": start_assessment,
    "add_services": add_new_services,
    "decide": decide_assessment,
    "carry_out": carry_out_assessment,
}
# What follows from each act, asked before it is done.
ASKED: dict[str, str | Promise] = {
    "start": gettext_lazy("Every service that is offered gets its row."),
    "add_services": gettext_lazy("Services offered since it began get their row."),
    "decide": gettext_lazy(
        "What is said of the services stays as it is then, and the desk is told."
    ),
    "carry_out": gettext_lazy(
        "The catalogue says what was decided; the assessment of the year ends."
    ),
}

capability_page = page_for("slm.view_agreement")


@capability_page
def capability_list(request: HttpRequest) -> HttpResponseBase:
    visible = CapabilityAssessment.objects.visible_to(actor_of(request))
    filterset = CapabilityFilter(request.GET, queryset=visible.select_related("item"))
    table = Table("capability", COLUMNS, "-year", _cells)
    return answer_list(request, "slm/capability_list.html", filterset, table)


def _cells(assessments: Sequence[CapabilityAssessment]) -> Iterator[list[object]]:
    for one in assessments:
        state = one.get_state_display()
        days = (one.due_on, one.decided_at, one.carried_out_at)
        yield [one.number, one.year, state, *days]


@capability_page
def capability_create(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    refuse_unless(actor, MANAGE_CAPABILITY)
    form = YearForm(sent(request), initial={"year": at.year})
    if form.is_valid():
        with errors_into(form):
            made = plan_assessment(**form.cleaned_data, actor=actor, at=at)
            said = _("%s is planned.") % made.number
            return redirect_with(request, said, "capability_detail", made.number)
    context = {
        "title": _("New capability assessment"),
        "action": _("Plan"),
        "cancel_url": reverse("capability_list"),
        "crumbs": crumbs(),
    }
    return render_form(request, "slm/form.html", form, context)


@capability_page
def capability_detail(request: HttpRequest, number: str) -> HttpResponse:
    assessment, actor = _find(request, number), actor_of(request)
    actions = capability_actions(actor, assessment)
    open_states = (CapabilityState.IN_ASSESSMENT, CapabilityState.DECIDED)
    context = {
        "assessment": assessment,
        "rows": asked_of(assessment, actor),
        "steps": [step for step in CAPABILITY if step.name in actions],
        "may_add": "add_services" in actions,
        "may_name": "name_plan" in actions,
        "may_edit": bool(actions) and assessment.state in open_states,
        "crumbs": crumbs(),
    }
    return render_page(request, "slm/capability_detail.html", context)


@capability_page
def capability_plan(request: HttpRequest, number: str) -> HttpResponse:
    assessment, actor = _find(request, number), actor_of(request)
    refuse_unless(actor, MANAGE_CAPABILITY)
    is_open = "name_plan" in capability_actions(actor, assessment)
    refuse_if_late(request, is_open)
    initial = {"plan": assessment.plan, "version": assessment.version}
    form = PlanForm(sent(request), initial=initial)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            name_plan(
                number=number, **form.cleaned_data, actor=actor, at=timezone.now()
            )
            return redirect_with(request, _("Saved."), "capability_detail", number)
    context = {
        "title": _("Plan of %s") % assessment.title,
        "action": _("Save"),
        "cancel_url": reverse("capability_detail", args=[number]),
        "crumbs": crumbs(assessment),
    }
    return render_form(request, "slm/form.html", form, context)


@capability_page
def capability_line(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    assessment = _find(request, number)
    refuse_unless(actor_of(request), MANAGE_CAPABILITY)
    lines = assessment.lines.select_related("service__item")
    line = get_object_or_404(lines, pk=line_id)
    is_update = assessment.state == CapabilityState.DECIDED
    form = _line_form(request, assessment, line, is_update)
    if form.is_valid() and _said(request, assessment, line, form, is_update):
        said = _("“%s” is saved.") % line.service
        return redirect_with(request, said, "capability_detail", number)
    context = {
        "title": f"{line.service}, {assessment.year}",
        "action": _("Save"),
        "cancel_url": reverse("capability_detail", args=[number]),
        "crumbs": crumbs(assessment),
    }
    return render_form(request, "slm/form.html", form, context)


def _line_form(
    request: HttpRequest,
    assessment: CapabilityAssessment,
    line: CapabilityLine,
    is_update: bool,
) -> Any:
    version = {"version": assessment.version}
    if is_update:
        return UpdateForm(sent(request), initial=version, line=line)
    initial = AssessServiceForm.initial_of(line) | version
    return AssessServiceForm(sent(request), initial=initial)


def _said(
    request: HttpRequest,
    assessment: CapabilityAssessment,
    line: CapabilityLine,
    form: Any,
    is_update: bool,
) -> bool:
    who: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now()}
    about: dict[str, Any] = {"number": assessment.number, "line_id": line.pk}
    about["version"] = form.cleaned_data["version"]
    with errors_into(form), stale_into(form):
        if is_update:
            note_catalogue_update(**about, **form.values(), **who)
        else:
            assess_service(**about, values=form.values(), **who)
    return not form.errors


@capability_page
def capability_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    assessment, actor = _find(request, number), actor_of(request)
    if step not in ACTS:
        raise Http404
    if not actor.has_perm(MANAGE_CAPABILITY):
        raise PermissionDenied
    form: forms.Form = VersionForm(
        sent(request), initial={"version": assessment.version}
    )
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {"version": form.cleaned_data["version"], "at": timezone.now()}
            moved = ACTS[step](number=number, actor=actor, **values)
            said = f"{number}: {moved.get_state_display()}"
            return redirect_with(request, said, "capability_detail", number)
    labels = {one.name: one.label for one in CAPABILITY}
    label = labels.get(step, _("Add new services"))
    context = {
        "title": f"{label}: {assessment.title}",
        "text": ASKED[step],
        "action": label,
        "cancel_url": reverse("capability_detail", args=[number]),
        "crumbs": crumbs(assessment),
    }
    return render_form(request, "generic/confirm.html", form, context)


def crumbs(assessment: CapabilityAssessment | None = None) -> list[tuple[str, str]]:
    """Return the way to pages below the list, or below an assessment's own."""
    found = [(_("Capability"), reverse("capability_list"))]
    if assessment:
        page = reverse("capability_detail", args=[assessment.number])
        found.append((assessment.number, page))
    return found


def _find(request: HttpRequest, number: str) -> CapabilityAssessment:
    visible = CapabilityAssessment.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("item"), item__number=number)
