from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Person
from core.doors import refuse_unless
from core.generic import errors_into, redirect_with, render_form
from incidents.forms import NEW_PERSON, CallerForm, NewIncidentForm
from incidents.models import Incident
from incidents.selectors import (
    matching_people,
    open_records_of,
    services_for,
    similar_incidents,
)
from incidents.services import open_incident
from incidents.views.queue import acting_user
from records.choices import Impact, Priority, Urgency
from records.doors import desk_page
from records.selectors import priority_matrix

MAY_OPEN = "incidents.work_incident"


@desk_page
def incident_new(request: HttpRequest) -> HttpResponse:
    refuse_unless(acting_user(request), MAY_OPEN)
    user = acting_user(request)
    form = NewIncidentForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            opened = open_incident(
                incident=form.incident(),
                caller=form.new_caller(),
                actor=user,
                at=timezone.now(),
            )
        if form.is_valid():
            done = _("%s was logged.") % opened.number
            return redirect_with(request, done, "incident_detail", opened.number)
    context = {
        "matrix": _matrix(),
        "crumbs": [(_("Queue"), "/desk/")],
        **_callers(request, form),
        **_preview(request),
    }
    return render_form(request, "incidents/incident_new.html", form, context)


def _callers(request: HttpRequest, form: NewIncidentForm) -> dict[str, Any]:
    chosen = getattr(form, "cleaned_data", {}).get("requester")
    return {
        "chosen": form.offer_known() or chosen,
        "matches": form.matches,
        "newcomer": form.newcomer,
        "text": request.POST.get("caller", ""),
    }


def _matrix() -> list[dict[str, Any]]:
    matrix = priority_matrix(timezone.now())
    return [
        {
            "label": impact.label,
            "cells": [
                {"level": level, "label": Priority(level).label}
                for level in (matrix.priority(impact, urgency) for urgency in Urgency)
            ],
        }
        for impact in Impact
    ]


def _preview(request: HttpRequest) -> dict[str, Any]:
    values = request.POST or request.GET
    impact = _one_of(Impact.values, values.get("impact"), Impact.LOW)
    urgency = _one_of(Urgency.values, values.get("urgency"), Urgency.MEDIUM)
    level = priority_matrix(timezone.now()).priority(impact, urgency)
    return {"level": level, "level_label": Priority(level).label}


def _one_of(allowed: list[int], text: str | None, default: int) -> int:
    if text is None or not text.isdecimal() or int(text[:9]) not in allowed:
        return default
    return int(text[:9])


@require_safe
@desk_page
def priority_preview(request: HttpRequest) -> HttpResponse:
    refuse_unless(acting_user(request), MAY_OPEN)
    return render(request, "incidents/_priority_preview.html", _preview(request))


@require_safe
@desk_page
def caller_list(request: HttpRequest) -> HttpResponse:
    refuse_unless(acting_user(request), MAY_OPEN)
    user = acting_user(request)
    text = request.GET.get("caller", "")[:100].replace("\0", "")
    matches = matching_people(text, user)
    only = matches[0] if len(matches) == 1 else None
    newcomer = CallerForm(initial={"name": text})
    found = {"matches": matches, "text": text, "newcomer": newcomer}
    context = {**found, **_about(request, only)}
    return render(request, "incidents/_caller_matches.html", context)


@require_safe
@desk_page
def caller_detail(request: HttpRequest) -> HttpResponse:
    refuse_unless(acting_user(request), MAY_OPEN)
    user = acting_user(request)
    key = request.GET.get("requester", "")
    if key == NEW_PERSON:
        return render(request, "incidents/_caller_card.html")
    people = Person.objects.visible_to(user)
    person = people.filter(pk=key).first() if key.isdecimal() else None
    if person is None:
        raise Http404
    context = _about(request, person)
    return render(request, "incidents/_caller_chosen.html", context)


def _about(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"person": None}
    service = request.GET.get("service", "")
    return {
        "person": person,
        "open_records": list(open_records_of(person, acting_user(request))[:6]),
        "services": services_for(person),
        "service_id": int(service[:18]) if service.isdecimal() else None,
    }


@require_safe
@desk_page
def similar_list(request: HttpRequest) -> HttpResponse:
    refuse_unless(acting_user(request), MAY_OPEN)
    text = request.GET.get("title", "")[:200].replace("\0", "")
    found: list[Incident] = similar_incidents(text, acting_user(request))
    context = {"similar": found, "text": text}
    return render(request, "incidents/_similar.html", context)
