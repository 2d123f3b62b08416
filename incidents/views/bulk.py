from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.doors import refuse_unless
from core.generic import redirect_with, render_form
from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents import services
from incidents.forms import BulkForm, split_holder
from incidents.models import Incident
from incidents.views.queue import acting_user
from records.choices import Priority
from records.doors import desk_page

MOST = 200


@dataclass(frozen=True, slots=True)
class BulkAct:
    """Something done to many records: what it does to one, what that would mean."""

    title: str | Promise
    run: Callable[..., Any]
    then: Callable[[Incident, dict[str, Any]], str]


def _assign(number: str, values: dict[str, Any], actor: User, at: datetime) -> None:
    team, person = split_holder(values["holder"])
    services.assign_incident(
        number=number,
        team=team,
        person=person,
        reason=values["reason"],
        actor=actor,
        at=at,
    )


def _take(number: str, values: dict[str, Any], actor: User, at: datetime) -> None:
    services.take_incident(number=number, actor=actor, at=at)


def _prioritise(number: str, values: dict[str, Any], actor: User, at: datetime) -> None:
    services.classify_incident(
        number=number,
        priority=values["priority"],
        reason=values["reason"],
        actor=actor,
        at=at,
    )


def _then_held(incident: Incident, values: dict[str, Any]) -> str:
    return str(values.get("holder_label") or "…")


def _then_mine(incident: Incident, values: dict[str, Any]) -> str:
    return _("yours")


def _then_priority(incident: Incident, values: dict[str, Any]) -> str:
    level = values.get("priority")
    return str(Priority(level).label) if level else "…"


ACTS = {
    "assign": BulkAct(gettext_lazy("Hand over"), _assign, _then_held),
    "take": BulkAct(gettext_lazy("Assign to me"), _take, _then_mine),
    "priority": BulkAct(gettext_lazy("Set priority"), _prioritise, _then_priority),
}


@desk_page
def incident_bulk(request: HttpRequest) -> HttpResponse:
    user = acting_user(request)
    refuse_unless(user, "incidents.work_incident")
    sent = request.POST if request.method == "POST" else request.GET
    name, numbers = sent.get("act", ""), sent.getlist("selected")[:MOST]
    chosen = Incident.objects.visible_to(user).with_people()
    incidents = list(chosen.filter(item__number__in=numbers).order_by("priority", "pk"))
    if name not in ACTS or not incidents:
        messages.error(request, _("Select the incidents first, then what to do."))
        return redirect("incident_list")
    is_filled = request.method == "POST" or "preview" in sent
    form = BulkForm(sent if is_filled else None, act=name)
    is_ready = is_filled and form.is_valid()
    if request.method == "POST" and is_ready:
        return _do(request, name, incidents, form.cleaned_data)
    values = _labelled(form) if is_ready else {}
    context = {
        "act": ACTS[name],
        "act_name": name,
        "is_ready": is_ready or not form.fields,
        "rows": [(row, ACTS[name].then(row, values)) for row in incidents],
        "crumbs": [(_("Queue"), "/desk/")],
    }
    return render_form(request, "incidents/incident_bulk.html", form, context)


def _labelled(form: BulkForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    if values.get("holder"):
        team, person = split_holder(values["holder"])
        values["holder_label"] = " · ".join(str(one) for one in (team, person) if one)
    return values


def _do(
    request: HttpRequest, name: str, incidents: list[Incident], values: dict[str, Any]
) -> HttpResponse:
    done, user = 0, acting_user(request)
    for incident in incidents:
        try:
            ACTS[name].run(incident.number, values, user, timezone.now())
        except (ValidationError, TransitionNotAllowed) as error:
            said = getattr(error, "messages", [str(error)])
            messages.warning(request, f"{incident.number}: {' '.join(said)}")
        except (PermissionDenied, Incident.DoesNotExist):
            messages.warning(request, _("%s: not possible.") % incident.number)
        else:
            done += 1
    told = ngettext("%d incident was changed.", "%d incidents were changed.", done)
    return redirect_with(request, told % done, "incident_list")
