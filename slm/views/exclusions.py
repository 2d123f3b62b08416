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
from core.evidence import Period
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
from slm.filters.exclusions import ExclusionFilter
from slm.forms.exclusions import ExclusionForm
from slm.lifecycle import DECIDE, EXCLUSION
from slm.models import Exclusion
from slm.models.exclusion import SCOPE
from slm.permissions import decision_actions
from slm.selectors.affected import Critical, critical_periods
from slm.services import (
    approve_exclusion,
    reject_exclusion,
    request_exclusion,
    retract_exclusion,
    withdraw_exclusion,
)
from slm.views.critical import critical_notices
from slm.views.deciding import answer_move, who_decides, who_would_decide
from slm.views.effects import effect_context, effect_file
from slm.wording import exact

REQUEST = "slm.request_exclusion"
LEAD = gettext_lazy(
    "Time that is not to count. Nothing changes before somebody else approves"
    " it; all that is named below must fit a record."
)
SORT = "-start"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("reason", gettext_lazy("Reason"), "reason"),
    Column("about", gettext_lazy("About")),
    Column("start", gettext_lazy("From"), "start"),
    Column("end", gettext_lazy("To"), "end"),
    Column("state", gettext_lazy("State"), "state"),
    Column("decided_by", gettext_lazy("Decided by")),
]
ACTS: dict[str, Callable[..., Exclusion]] = {
    "approve": approve_exclusion,
    "reject": reject_exclusion,
    "retract": retract_exclusion,
    "withdraw": withdraw_exclusion,
}

exclusion_page = page_for("slm.view_agreement")


@exclusion_page
def exclusion_list(request: HttpRequest) -> HttpResponseBase:
    filterset = ExclusionFilter(request.GET, queryset=_visible(request).defer("effect"))
    table = Table("exclusions", COLUMNS, SORT, _cells)
    return answer_list(request, "slm/exclusion_list.html", filterset, table)


def _cells(exclusions: Sequence[Exclusion]) -> Iterator[list[object]]:
    for one in exclusions:
        yield [
            one.number,
            one.get_reason_display(),
            ", ".join(map(str, one.subjects)),
            one.start,
            one.end,
            one.get_state_display(),
            str(one.decided_by or ""),
        ]


@exclusion_page
def exclusion_detail(request: HttpRequest, number: str) -> HttpResponseBase:
    exclusion, actor = _find(request, number), actor_of(request)
    if "export" in request.GET:
        return effect_file(request, exclusion)
    steps = decision_actions(actor, exclusion)
    context = {
        **effect_context(request, exclusion),
        **who_decides(DECIDE, exclusion),
        "exclusion": exclusion,
        "steps": [step for step in EXCLUSION if step.name in steps],
        "critical": _critical(exclusion),
        "crumbs": [(_("Exclusions"), reverse("exclusion_list"))],
    }
    return render_page(request, "slm/exclusion_detail.html", context)


@exclusion_page
def exclusion_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, REQUEST)
    initial = ExclusionForm.asked(request.GET)
    form = ExclusionForm(sent(request), initial=initial, user=actor)
    critical = critical_notices(request, form)
    if form.is_valid() and not critical:
        with errors_into(form):
            made = request_exclusion(
                exclusion=form.exclusion(), actor=actor, at=timezone.now()
            )
            said = _("%s is requested.") % made.number
            return redirect_with(request, said, "exclusion_detail", made.number)
    context = {
        "title": _("Request an exclusion"),
        "action": _("Request"),
        "cancel_url": reverse("exclusion_list"),
        "crumbs": [(_("Exclusions"), reverse("exclusion_list"))],
        **critical,
        **who_would_decide(DECIDE, actor, LEAD, critical.get("notices", ())),
    }
    return render_form(request, "slm/form.html", form, context)


@exclusion_page
def exclusion_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    return answer_move(request, _find(request, number), step, ACTS, _question)


def _question(exclusion: Exclusion, step: str) -> dict[str, Any]:
    page = reverse("exclusion_detail", args=[exclusion.number])
    texts = {
        "approve": _("The time no longer counts; clocks and figures change at once."),
        "reject": _("The time counts as it does now."),
        "retract": _("Nobody needs to decide on it any more."),
        "withdraw": _("The time counts again; clocks and figures change at once."),
    }
    return {
        "text": texts[step],
        "cancel_url": page,
        "is_danger": step == "withdraw",
        "facts": [
            (_("Exclusion"), exclusion),
            (_("From"), exact(exclusion.start)),
            (_("To"), exact(exclusion.end)),
            (_("About"), ", ".join(map(str, exclusion.subjects))),
            *((_("Critical business period"), one) for one in _critical(exclusion)),
        ],
        "crumbs": [
            (_("Exclusions"), reverse("exclusion_list")),
            (exclusion.number, page),
        ],
    }


def _critical(exclusion: Exclusion) -> list[Critical]:
    record = exclusion.record
    return critical_periods(
        Period(exclusion.start, exclusion.end),
        service=exclusion.service or (record.service if record else None),
        customer_id=exclusion.customer_id or (record.customer_id if record else None),
        agreement=exclusion.agreement,
    )


def _visible(request: HttpRequest) -> Any:
    exclusions = Exclusion.objects.visible_to(actor_of(request))
    return exclusions.select_related(
        "item",
        "requested_by",
        "decided_by",
        "withdrawn_by",
        *(f"{name}__item" for name in SCOPE if name != "customer"),
        "customer",
    )


def _find(request: HttpRequest, number: str) -> Exclusion:
    found: Exclusion = get_object_or_404(_visible(request), item__number=number)
    return found
