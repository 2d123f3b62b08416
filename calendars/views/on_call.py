from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from calendars.models import OnCallShift, Rota
from calendars.on_call import (
    cancel_shift,
    coming_shifts,
    on_call_now,
    plan_on_call,
    set_team_hours,
)
from calendars.on_call_forms import RotationForm, TeamHoursForm
from calendars.permissions import may_plan
from core.doors import missing_as_404, page_for, refuse_unless
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
)

SEE = "calendars.view_calendar"
MANAGE = "calendars.manage_rota"
# A year of weeks and a little; more is shown if it is asked for.
SHOWN = 60


@page_for(SEE)
def on_call_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    teams = Team.objects.visible_to(actor_of(request)).filter(is_active=True)
    rows = on_call_now(list(teams.order_by("name")), now)
    return render_page(request, "calendars/on_call_list.html", {"rows": rows})


@page_for(SEE)
def on_call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    team, now = _team(request, pk), timezone.now()
    [stands] = on_call_now([team], now)
    shown = list(coming_shifts(team, now))
    context = {
        "team": team,
        "rota": stands.rota,
        "shifts": shown if "all" in request.GET else shown[:SHOWN],
        "left_out": 0 if "all" in request.GET else max(len(shown) - SHOWN, 0),
        "is_there": stands.is_there,
        "on_call": stands.person,
        "may_plan": may_plan(actor_of(request), team),
        "now": now,
        "crumbs": [(_("On call"), reverse("on_call_list"))],
    }
    return render_page(request, "calendars/on_call_detail.html", context)


@page_for(SEE)
def on_call_hours(request: HttpRequest, pk: int) -> HttpResponse:
    team = _own_team(request, pk)
    rota = Rota.objects.filter(team=team).first()
    form = TeamHoursForm(
        request.POST or None, initial={"calendar": rota.calendar} if rota else {}
    )
    if form.is_valid():
        with errors_into(form):
            set_team_hours(
                team_id=pk,
                calendar=form.cleaned_data["calendar"],
                actor=actor_of(request),
                at=timezone.now(),
            )
            return redirect_with(request, _("Saved."), "on_call_detail", pk)
    return _form(request, team, form, _("When is %s there?") % team)


@page_for(SEE)
def on_call_plan(request: HttpRequest, pk: int) -> HttpResponse:
    team = _own_team(request, pk)
    initial = {"first_day": timezone.localdate()}
    form = RotationForm(request.POST or None, team=team, initial=initial)
    if form.is_valid():
        with errors_into(form):
            plan_on_call(
                team_id=pk,
                rotation=form.rotation(),
                actor=actor_of(request),
                at=timezone.now(),
            )
            return redirect_with(request, _("Planned."), "on_call_detail", pk)
    lead = _("One takes over from the other week by week; after the last, the first.")
    return _form(request, team, form, _("Plan who of %s is on call") % team, lead)


@page_for(SEE)
def on_call_cancel(request: HttpRequest, pk: int, shift: int) -> HttpResponse:
    team = _own_team(request, pk)
    found = get_object_or_404(OnCallShift, pk=shift, rota__team=team)
    form = forms.Form(sent(request))
    if form.is_valid():
        with errors_into(form), missing_as_404():
            cancel_shift(shift_id=shift, actor=actor_of(request), at=timezone.now())
            return redirect_with(request, _("Cancelled."), "on_call_detail", pk)
    context = {
        "title": _("Cancel the shift of %s?") % found.person,
        "text": _("Nobody is on call then, unless somebody else is planned."),
        "action": _("Cancel the shift"),
        "is_danger": True,
        "cancel_url": reverse("on_call_detail", args=[pk]),
    }
    return render_form(request, "generic/confirm.html", form, context)


def _team(request: HttpRequest, pk: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(actor_of(request)), pk=pk)


def _own_team(request: HttpRequest, pk: int) -> Team:
    refuse_unless(actor_of(request), MANAGE)
    team = _team(request, pk)
    if not may_plan(actor_of(request), team):
        raise PermissionDenied
    return team


def _form(
    request: HttpRequest, team: Team, form: forms.Form, title: str, lead: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "layout": "layouts/manage.html",
        "title": title,
        "lead": lead,
        "action": _("Save"),
        "cancel_url": reverse("on_call_detail", args=[team.pk]),
        "crumbs": [
            (_("On call"), reverse("on_call_list")),
            (str(team), reverse("on_call_detail", args=[team.pk])),
        ],
    }
    return render_form(request, "generic/form.html", form, context)
