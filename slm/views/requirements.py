from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
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
    refuse_if_late,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.listing import Column, Listing
from core.models import User
from slm.choices import Coverage
from slm.filters.requirements import RequirementFilter
from slm.forms.requirements import (
    AssessForm,
    DocumentForm,
    RequirementForm,
    ResolveForm,
)
from slm.lifecycle import REQUIREMENT
from slm.models import ServiceLevelRequirement
from slm.permissions import may_edit_requirement, requirement_actions
from slm.selectors.answering import coverage_of, covered, lapses_on
from slm.selectors.wished import wished_words
from slm.services import (
    assess_requirement,
    document_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)
from slm.views.finding import MANAGE
from slm.views.requiring import beside, ways_of

SORT = "-stated_on"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("title", gettext_lazy("Need"), "title"),
    Column("customer", gettext_lazy("Customer"), "customer__name"),
    Column("service", gettext_lazy("Service")),
    Column("stated_on", gettext_lazy("Stated"), "stated_on"),
    Column("state", gettext_lazy("State"), "state"),
    Column("resolution", gettext_lazy("Resolution"), "resolution"),
    Column("coverage", gettext_lazy("Coverage")),
]
ACTS: dict[str, tuple[type[forms.Form], Callable[..., ServiceLevelRequirement]]] = {
    "assess": (AssessForm, assess_requirement),
    "resolve": (ResolveForm, resolve_requirement),
    "document": (DocumentForm, document_requirement),
}

requirement_page = page_for("slm.view_agreement")


@requirement_page
def requirement_list(request: HttpRequest) -> HttpResponseBase:
    lapses = lapses_on(timezone.localdate())
    visible = covered(_visible(request), lapses)
    filterset = RequirementFilter(request.GET, queryset=visible)
    table = Table("requirements", COLUMNS, SORT, _cells)

    def told(listing: Listing) -> dict[str, Any]:
        return {"coverage": coverage_of(listing.filterset.qs), "lapses": lapses}

    return answer_list(request, "slm/requirement_list.html", filterset, table, told)


def _cells(rows: Sequence[ServiceLevelRequirement]) -> Iterator[list[object]]:
    for one in rows:
        yield [
            one.number,
            one.title,
            str(one.customer),
            one.about,
            one.stated_on,
            one.get_state_display(),
            one.get_resolution_display(),
            one.covered_label,
        ]


@requirement_page
def requirement_detail(request: HttpRequest, number: str) -> HttpResponse:
    now, actor, lapses = (
        timezone.now(),
        actor_of(request),
        lapses_on(timezone.localdate()),
    )
    told = covered(_visible(request), lapses)
    requirement = get_object_or_404(told, item__number=number)
    actions = requirement_actions(actor, requirement)
    context = {
        "lapses": lapses,
        "requirement": requirement,
        "may_edit": "edit" in actions,
        "steps": [step for step in REQUIREMENT if step.name in actions],
        "wished": wished_words(requirement),
        **beside(requirement, now),
        "ways": ways_of(requirement, actor),
        "answers": requirement.answers.standing().select_related(
            "target__version__agreement__item"
        ),
        "crumbs": crumbs(),
    }
    return render_page(request, "slm/requirement_detail.html", context)


@requirement_page
def requirement_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, MANAGE)
    initial = {"stated_on": timezone.localdate()}
    form = RequirementForm(sent(request), initial=initial, user=actor)
    if form.is_valid():
        with errors_into(form):
            made = gather_requirement(
                requirement=ServiceLevelRequirement(**form.values()),
                actor=actor,
                at=timezone.now(),
            )
            said = _("%s is gathered.") % made.number
            return redirect_with(request, said, "requirement_detail", made.number)
    context = {
        "title": _("New requirement"),
        "lead": _("What a customer needs, before anything is promised."),
        "action": _("Save"),
        "cancel_url": reverse("requirement_list"),
        "crumbs": crumbs(),
    }
    return render_form(request, "slm/form.html", form, context)


@requirement_page
def requirement_edit(request: HttpRequest, number: str) -> HttpResponse:
    requirement, actor = _find(request, number), actor_of(request)
    form = _edit_form(request, requirement, actor)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            edit_requirement(
                number=number,
                values=form.values(),
                version=form.cleaned_data["version"],
                actor=actor,
                at=timezone.now(),
            )
            said = _("%s is saved.") % number
            return redirect_with(request, said, "requirement_detail", number)
    context = {
        "title": _("Edit %s") % number,
        "action": _("Save"),
        "cancel_url": reverse("requirement_detail", args=[number]),
        "crumbs": crumbs(requirement),
        "comparison": compare(form, requirement),
    }
    return render_form(request, "slm/form.html", form, context)


def _edit_form(
    request: HttpRequest, requirement: ServiceLevelRequirement, actor: User
) -> RequirementForm:
    if not may_edit_requirement(actor, requirement):
        raise PermissionDenied
    refuse_if_late(request, "edit" in requirement_actions(actor, requirement))
    given = RequirementForm.initial_of(requirement) | {"version": requirement.version}
    form = RequirementForm(sent(request), initial=given, user=actor)
    # Whose need it is does not change.
    form.fields["customer"].disabled = True
    return form


@requirement_page
def requirement_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    requirement, actor = _find(request, number), actor_of(request)
    if step not in ACTS:
        raise Http404
    refuse_unless(actor, MANAGE)
    refuse_if_late(request, step in requirement_actions(actor, requirement))
    form = _step_form(request, requirement, step)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            moved = ACTS[step][1](number=number, **values)
            said = f"{number}: {moved.get_state_display()}"
            return redirect_with(request, said, "requirement_detail", number)
    label = next(one.label for one in REQUIREMENT if one.name == step)
    context = {
        "title": f"{label}: {requirement.title}",
        "action": label,
        "cancel_url": reverse("requirement_detail", args=[number]),
        "crumbs": crumbs(requirement),
        "comparison": compare(form, requirement),
    }
    return _step_page(request, requirement, step, form, context)


def _step_page(
    request: HttpRequest,
    requirement: ServiceLevelRequirement,
    step: str,
    form: forms.Form,
    context: dict[str, Any],
) -> HttpResponse:
    if step != "assess":
        return render_form(request, "slm/form.html", form, context)
    # Whoever assesses reads what was measured and is promised, beside the box.
    known = {"requirement": requirement, **beside(requirement, timezone.now())}
    return render_form(request, "slm/requirement_assess.html", form, context | known)


def _step_form(
    request: HttpRequest, requirement: ServiceLevelRequirement, step: str
) -> forms.Form:
    initial = {
        "assessment": requirement.assessment,
        "resolution": requirement.resolution,
        "reason": requirement.reason,
        "version": requirement.version,
    }
    if step == "document":
        standing = requirement.answers.standing()
        initial["targets"] = list(standing.values_list("target", flat=True))
        if requirement.coverage != Coverage.OPEN:
            initial["coverage"] = requirement.coverage
        return DocumentForm(sent(request), initial=initial, requirement=requirement)
    return ACTS[step][0](sent(request), initial=initial)


def crumbs(requirement: ServiceLevelRequirement | None = None) -> list[tuple[str, str]]:
    """Return the way to pages below the list, or below a requirement's own."""
    found = [(_("Requirements"), reverse("requirement_list"))]
    if requirement:
        page = reverse("requirement_detail", args=[requirement.number])
        found.append((requirement.number, page))
    return found


def _visible(request: HttpRequest) -> QuerySet[ServiceLevelRequirement]:
    visible = ServiceLevelRequirement.objects.visible_to(actor_of(request))
    return visible.select_related(
        "item", "customer", "service__item", "stated_by", "gathered_by"
    )


def _find(request: HttpRequest, number: str) -> ServiceLevelRequirement:
    return get_object_or_404(_visible(request), item__number=number)
