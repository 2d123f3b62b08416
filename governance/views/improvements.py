from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
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
from core.inputs import VersionForm
from core.kinds import item_url
from core.lifecycle import Transition
from core.listing import Column, Listing
from core.wording import months_words
from governance import services
from governance.filters import ImprovementFilter
from governance.forms import (
    DecisionForm,
    ImprovementForm,
    RejectionForm,
    VerificationForm,
)
from governance.lifecycle import IMPROVEMENT, PROPOSE
from governance.models import Improvement
from governance.permissions import improvement_actions, may_edit, may_step
from governance.selectors import measured_now, missing_for
from governance.selectors.improving import period_before
from governance.selectors.measuring import rows_for, with_unit
from records.timeline import timeline_of

SORT = "-opened_at"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("title", gettext_lazy("Title"), "title"),
    Column("source", gettext_lazy("Source"), "source"),
    Column("state", gettext_lazy("State"), "state"),
    Column("owner", gettext_lazy("Owner"), "owner__name"),
    Column("due", gettext_lazy("Until"), "due_on"),
    Column("baseline", gettext_lazy("Baseline")),
    Column("target", gettext_lazy("Target")),
    Column("result", gettext_lazy("Result")),
]
ACTS: dict[str, tuple[Callable[..., Improvement], type[VersionForm]]] = {
    "approve": (services.approve_improvement, DecisionForm),
    "reject": (services.reject_improvement, RejectionForm),
    "start": (services.start_improvement, VersionForm),
    "implement": (services.implement_improvement, VersionForm),
    "verify": (services.verify_improvement, VerificationForm),
}
LEADS: dict[str, str | Promise] = {
    "approve": gettext_lazy(
        "Its baseline is taken now from the live figure, and stays."
    ),
    "verify": gettext_lazy("The same figure is taken again, over the months before."),
}
# What a link to the form may fill in, and how much of it.
ASKED = (
    *((name, 200) for name in ("source", "about", "clock", "hint", "title")),
    *(("description", 500), ("measure", 200), ("agreement", 200)),
)
improvement_page = page_for("records.view_all_records")


@improvement_page
def improvement_list(request: HttpRequest) -> HttpResponseBase:
    filterset = ImprovementFilter(request.GET, queryset=_visible(request))
    table = Table("improvements", COLUMNS, SORT, _cells)
    return answer_list(
        request, "governance/improvement_list.html", filterset, table, _beside
    )


def _beside(listing: Listing) -> dict[str, Any]:
    return {"rows": [(one, figures(one)) for one in listing.rows]}


def _cells(improvements: Sequence[Improvement]) -> Iterator[list[object]]:
    for one in improvements:
        yield [
            one.number,
            one.title,
            one.get_source_display(),
            one.state_label,
            str(one.owner or ""),
            one.due_on,
            one.baseline_value,
            one.target_value,
            one.result_value,
        ]


def figures(improvement: Improvement) -> dict[str, str]:
    """Return baseline, target and result with their unit."""
    unit = improvement.measured.unit if improvement.measured else ""
    names = ("baseline", "target", "result")
    values = {name: getattr(improvement, f"{name}_value") for name in names}
    return {name: with_unit(value, unit or "number") for name, value in values.items()}


@improvement_page
def improvement_detail(request: HttpRequest, number: str) -> HttpResponse:
    improvement, actor = _find(request, number), actor_of(request)
    at = timezone.now()
    actions = improvement_actions(actor, improvement)
    measure, now = improvement.measured, measured_now(improvement, at)
    rows, hidden = rows_for(actor, now) if now else ([], 0)
    steps = [step for step in IMPROVEMENT if step.name in actions]
    missing = [(step, missing_for(improvement, step)) for step in steps]
    context = {
        "improvement": improvement,
        "record": improvement,
        "actions": actions,
        "steps": [step for step, needs in missing if not needs],
        "missing": [(step, needs.values()) for step, needs in missing if needs],
        "figures": figures(improvement),
        "over": _over(improvement, at),
        "now": with_unit(now.value, measure.unit) if now and measure else "",
        "rows": rows,
        "hidden": hidden,
        "is_overdue": improvement.is_overdue(timezone.localdate()),
        "about_url": item_url(improvement.about) if improvement.about else "",
        "timeline": timeline_of(improvement, actor),
        "crumbs": [(_("Improvements"), reverse("improvement_list"))],
    }
    return render_page(request, "governance/improvement_detail.html", context)


def _over(improvement: Improvement, at: datetime) -> dict[str, str]:
    """Name the months over which baseline, result and the figure of now are taken."""
    first, last, _period = period_before(at, improvement.months)
    spans = {
        "baseline": (improvement.baseline_from, improvement.baseline_until),
        "result": (improvement.result_from, improvement.result_until),
        "now": (first, last),
    }
    return {
        name: months_words(begin, end)
        for name, (begin, end) in spans.items()
        if begin and end
    }


@improvement_page
def improvement_propose(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, PROPOSE)
    asked = {
        name: text[:most] for name, most in ASKED if (text := request.GET.get(name))
    }
    form = ImprovementForm(sent(request), initial=asked, user=actor)
    if form.is_valid():
        with errors_into(form):
            values = {"hint": form.cleaned_data["hint"], "actor": actor}
            made = services.propose_improvement(
                improvement=form.improvement(), at=timezone.now(), **values
            )
            said = _("%s is proposed. Whoever decides on it is told.") % made.number
            return redirect_with(request, said, "improvement_detail", made.number)
    words = {"title": _("Propose an improvement"), "action": _("Propose")}
    return _form(request, form, words, reverse("improvement_list"))


@improvement_page
def improvement_edit(request: HttpRequest, number: str) -> HttpResponse:
    improvement, actor = _find(request, number), actor_of(request)
    if not may_edit(actor, improvement):
        raise PermissionDenied
    refuse_if_late(request, "edit" in improvement_actions(actor, improvement))
    form = ImprovementForm(sent(request), initial=_initial(improvement), user=actor)
    for name in ("source", "about", "clock", "hint"):
        del form.fields[name]
    if form.is_valid():
        with errors_into(form), stale_into(form):
            data = form.cleaned_data
            words = {name: data[name] for name in ("title", "description", "version")}
            by: dict[str, Any] = {"actor": actor, "at": timezone.now(), **words}
            services.change_improvement(number=number, terms=form.terms(), **by)
            return redirect_with(request, _("Saved."), "improvement_detail", number)
    words = {"title": _("Change the proposal"), "action": _("Save")}
    words["comparison"] = compare(form, _initial(_find(request, number)))
    return _form(request, form, words, reverse("improvement_detail", args=[number]))


def _initial(improvement: Improvement) -> dict[str, Any]:
    names = ("title", "description", "due_on", "measure", "months", "target_value")
    found = {name: getattr(improvement, name) for name in (*names, "version")}
    about = improvement.measured_about_id
    return {**found, "owner": improvement.owner_id, "agreement": about}


@improvement_page
def improvement_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    improvement, actor = _find(request, number), actor_of(request)
    transition = next((one for one in IMPROVEMENT if one.name == step), None)
    if transition is None:
        raise Http404
    if not may_step(actor, improvement, transition):
        raise PermissionDenied
    refuse_if_late(request, step in improvement_actions(actor, improvement))
    act, form_class = ACTS[step]
    form = form_class(sent(request), initial={"version": improvement.version})
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            moved = act(number=number, **values)
            said = f"{number}: {moved.state_label}."
            return redirect_with(request, said, "improvement_detail", number)
    label = transition.label
    words = {"title": label, "lead": _lead(improvement, transition), "action": label}
    return _form(request, form, words, reverse("improvement_detail", args=[number]))


def _lead(improvement: Improvement, step: Transition) -> str | Promise:
    """Say what the step does, or what the proposal has to say before and where."""
    missing = missing_for(improvement, step)
    if not missing:
        return LEADS.get(step.name, "")
    url = reverse("improvement_edit", args=[improvement.number])
    said = " ".join(str(need) for need in missing.values())
    return format_html('{} <a href="{}">{}</a>', said, url, _("Change the proposal"))


def _form(
    request: HttpRequest, form: Any, words: dict[str, Any], back: str
) -> HttpResponse:
    context = {
        **words,
        "layout": "layouts/manage.html",
        "cancel_url": back,
        "crumbs": [(_("Improvements"), reverse("improvement_list"))],
    }
    return render_form(request, "generic/form.html", form, context)


def _visible(request: HttpRequest) -> Any:
    found = Improvement.objects.visible_to(actor_of(request))
    return found.select_related(
        "item", "about", "owner", "requester", "measured_about", "clock__record__item"
    )


def _find(request: HttpRequest, number: str) -> Improvement:
    found: Improvement = get_object_or_404(_visible(request), item__number=number)
    return found
