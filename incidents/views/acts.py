"""Everything that can be done to an incident at the desk: one page for each act."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import missing_as_404, refuse_unless
from core.generic import errors_into, redirect_with, render_form, render_page, sent
from incidents import forms, services
from incidents.models import Incident
from incidents.views import table
from incidents.views.queue import acting_user
from incidents.views.table import Act, is_possible
from records.doors import desk_page
from records.services import StaleRecord
from records.timeline import timeline_of


def find_incident(request: HttpRequest, number: str) -> Incident:
    """
    Return the incident of that number with what its page shows.

    :raises Http404: if the reader may not see such an incident
    """
    incidents = Incident.objects.visible_to(acting_user(request)).with_people()
    incidents = incidents.select_related("category", "requester__organisation")
    found: Incident | None = incidents.filter(item__number=number).first()
    if found is None:
        raise Http404
    return found


def own_incident(request: HttpRequest, number: str) -> Incident:
    """
    Return the incident for somebody who may work on it.

    :raises PermissionDenied: if the reader may only see it
    """
    incident = find_incident(request, number)
    refuse_unless(acting_user(request), "incidents.work_incident")
    return incident


def act_page(act: Act) -> Callable[..., Any]:
    """Return the view of an act: its form on GET, the act itself on POST."""

    @desk_page
    def view(request: HttpRequest, number: str) -> HttpResponse:
        incident = own_incident(request, number)
        if request.method != "POST":
            return _ask(request, act, incident)
        return _do(request, act, incident)

    return view


def _form(request: HttpRequest, act: Act, incident: Incident) -> forms.ActForm:
    now = timezone.now()
    return act.form(
        sent(request),
        user=acting_user(request),
        incident=incident,
        now=now,
        initial=act.initial(incident, now) if act.initial else None,
    )


def _ask(request: HttpRequest, act: Act, incident: Incident) -> HttpResponse:
    if not is_possible(act, incident, acting_user(request), timezone.now()):
        messages.error(request, _refusal(act, incident))
        return redirect("incident_detail", incident.number)
    return _show(request, act, incident, _form(request, act, incident))


def _refusal(act: Act, incident: Incident) -> str:
    if act.when:
        return _("“%s” is not possible as the incident stands.") % act.title
    return _("“%(move)s” is not possible: the incident is “%(state)s”.") % {
        "move": act.title,
        "state": incident.state_label,
    }


def _do(request: HttpRequest, act: Act, incident: Incident) -> HttpResponse:
    form = _form(request, act, incident)
    version = request.POST.get("version", "")
    if form.is_valid():
        try:
            with missing_as_404(), errors_into(form):
                act.run(
                    number=incident.number,
                    version=int(version[:9]) if version.isdecimal() else None,
                    actor=acting_user(request),
                    at=form.at(),
                    **form.values(),
                )
        except StaleRecord:
            return _compare(request, act, incident, form)
        if form.is_valid():
            return redirect_with(request, act.done, "incident_detail", incident.number)
    if act.is_plain:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect("incident_detail", incident.number)
    return _show(request, act, incident, form)


def _show(
    request: HttpRequest, act: Act, incident: Incident, form: forms.ActForm
) -> HttpResponse:
    context = {"incident": incident, "act": act, "crumbs": crumbs(incident)}
    return render_form(request, "incidents/incident_act.html", form, context)


def _compare(
    request: HttpRequest, act: Act, incident: Incident, form: forms.ActForm
) -> HttpResponse:
    now = find_incident(request, incident.number)
    context = {
        "form": form,
        "incident": now,
        "act": act,
        "crumbs": crumbs(now),
        "comparison": [
            (field.label, shown(now, field), shown_draft(field)) for field in form
        ],
        "meanwhile": timeline_of(now, acting_user(request))[:3],
    }
    template = "incidents/incident_act.html"
    return render_page(request, template, context, status=409)


def crumbs(incident: Incident) -> list[tuple[str, str]]:
    from_queue = redirect("incident_list").url
    page = redirect("incident_detail", incident.number).url
    return [(_("Queue"), from_queue), (incident.number, page)]


def shown(incident: Incident, field: Any) -> str:
    """Return what the incident holds now for the field of a form."""
    display = getattr(incident, f"get_{field.name}_display", None)
    value = display() if display else getattr(incident, field.name, None)
    return "–" if value in (None, "") else str(value)


def shown_draft(field: Any) -> str:
    """Return what was typed or chosen in the field of a form."""
    value = field.form.cleaned_data.get(field.name)
    choices = dict(getattr(field.field, "choices", None) or [])
    return str(choices.get(value, value) or "–")


incident_assign = act_page(table.ASSIGN)
incident_take = act_page(table.TAKE)
incident_start = act_page(table.START)
incident_resume = act_page(table.RESUME)
incident_pend = act_page(table.PEND)
incident_resolve = act_page(table.RESOLVE)
incident_reopen = act_page(table.REOPEN)
incident_close = act_page(table.CLOSE)
incident_duplicate = act_page(table.DUPLICATE)
incident_cancel = act_page(table.CANCEL)
incident_hand_to_supplier = act_page(table.HAND_TO_SUPPLIER)
incident_supplier_answered = act_page(table.SUPPLIER_ANSWERED)
incident_take_back = act_page(table.TAKE_BACK)
incident_edit = act_page(table.EDIT)
incident_classify = act_page(table.CLASSIFY)


@desk_page
def incident_confidential(request: HttpRequest, number: str) -> HttpResponse:
    incident = own_incident(request, number)
    if request.method == "POST":
        wanted = request.POST.get("is_confidential") == "on"
        try:
            with missing_as_404():
                services.set_incident_confidential(
                    number=number,
                    is_confidential=wanted,
                    actor=acting_user(request),
                    at=timezone.now(),
                )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("incident_detail", incident.number)
