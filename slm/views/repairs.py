from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
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
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
)
from core.listing import Column
from core.wording import day
from slm.filters.repairs import RepairFilter
from slm.forms.repairs import RepairForm
from slm.lifecycle import DECIDE_REPAIR, REPAIR
from slm.models import Repair
from slm.permissions import decision_actions
from slm.services import approve_repair, reject_repair, request_repair, retract_repair
from slm.views.deciding import answer_move, who_decides, who_would_decide
from slm.views.effects import effect_context, effect_file

REQUEST = "slm.request_repair"
LEAD = gettext_lazy(
    "Hours or targets that were entered wrongly, and have been put right since,"
    " are made to hold from an earlier day. Nothing changes before somebody else"
    " approves it."
)
SORT = "-item__number"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("right", gettext_lazy("Right version")),
    Column("effective", gettext_lazy("Holds from"), "effective_on"),
    Column("state", gettext_lazy("State"), "state"),
    Column("requested_by", gettext_lazy("Requested by")),
    Column("decided_by", gettext_lazy("Decided by")),
]
ACTS: dict[str, Callable[..., Repair]] = {
    "approve": approve_repair,
    "reject": reject_repair,
    "retract": retract_repair,
}

repair_page = page_for("slm.view_agreement")


@repair_page
def repair_list(request: HttpRequest) -> HttpResponseBase:
    filterset = RepairFilter(request.GET, queryset=_visible(request).defer("effect"))
    table = Table("repairs", COLUMNS, SORT, _cells)
    return answer_list(request, "slm/repair_list.html", filterset, table)


def _cells(repairs: Sequence[Repair]) -> Iterator[list[object]]:
    for one in repairs:
        yield [
            one.number,
            str(one.right),
            one.effective_on,
            one.get_state_display(),
            str(one.requested_by),
            str(one.decided_by or ""),
        ]


@repair_page
def repair_detail(request: HttpRequest, number: str) -> HttpResponseBase:
    repair, actor = _find(request, number), actor_of(request)
    if "export" in request.GET:
        return effect_file(request, repair)
    steps = decision_actions(actor, repair)
    context = {
        **effect_context(request, repair),
        **who_decides(DECIDE_REPAIR, repair),
        "repair": repair,
        "steps": [step for step in REPAIR if step.name in steps],
        "crumbs": [(_("Repairs"), reverse("repair_list"))],
    }
    return render_page(request, "slm/repair_detail.html", context)


@repair_page
def repair_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, REQUEST)
    form = RepairForm(sent(request), initial=request.GET.dict(), user=actor)
    if form.is_valid():
        with errors_into(form):
            made = request_repair(repair=form.repair(), actor=actor, at=timezone.now())
            said = _("%s is requested. See what it would change.") % made.number
            return redirect_with(request, said, "repair_detail", made.number)
    context = {
        "title": _("Request a repair"),
        "action": _("Request"),
        "cancel_url": reverse("repair_list"),
        "crumbs": [(_("Repairs"), reverse("repair_list"))],
        **who_would_decide(DECIDE_REPAIR, actor, LEAD),
    }
    return render_form(request, "slm/form.html", form, context)


@repair_page
def repair_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    return answer_move(request, _find(request, number), step, ACTS, _question)


def _question(repair: Repair, step: str) -> dict[str, Any]:
    page = reverse("repair_detail", args=[repair.number])
    texts = {
        "approve": _(
            "The past is counted anew by the right version; closed months stay as they"
            " were frozen until they are revised. This cannot be undone."
        ),
        "reject": _("The past stays as it was counted."),
        "retract": _("Nobody needs to decide on it any more."),
    }
    return {
        "text": texts[step],
        "cancel_url": page,
        "is_danger": step == "approve",
        "facts": [
            (_("Right version"), repair.right),
            (_("Holds from"), day(repair.effective_on)),
        ],
        "crumbs": [(_("Repairs"), reverse("repair_list")), (repair.number, page)],
    }


def _visible(request: HttpRequest) -> Any:
    repairs = Repair.objects.visible_to(actor_of(request))
    return repairs.select_related(
        "item",
        "requested_by",
        "decided_by",
        "calendar_version__calendar__item",
        "agreement_version__agreement__item",
    )


def _find(request: HttpRequest, number: str) -> Repair:
    found: Repair = get_object_or_404(_visible(request), item__number=number)
    return found
