from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.filters import TeamFilter
from accounts.forms import MemberForm, TeamForm
from accounts.models import Team, TeamMembership
from accounts.services import (
    add_member,
    create_team,
    edit_team,
    remove_member,
    set_lead,
)
from accounts.views.pages import List, edit_page, form_page, list_page
from core.doors import page_for, refuse_unless
from core.generic import actor_of, redirect_with, sent
from core.listing import Column
from core.models import User

MANAGE = "accounts.manage_people"
SEE = "accounts.view_team"
form_methods = require_http_methods(["GET", "HEAD", "POST"])

TEAMS = List(
    columns=(
        Column("name", gettext_lazy("Name"), "name"),
        Column("leads", gettext_lazy("Led by")),
        Column("members", gettext_lazy("Members"), is_numeric=True),
        Column("email", gettext_lazy("E-mail")),
        Column("standing", gettext_lazy("Standing")),
    ),
    cells=lambda team: (
        team.name,
        ", ".join(m.person.name for m in team.memberships.all() if m.is_lead),
        len(team.memberships.all()),
        team.email,
        _("Active") if team.is_active else _("No longer active"),
    ),
    sort="name",
    title=gettext_lazy("Teams"),
    file_name="teams",
    row_url="team_detail",
    new_url="team_new",
    new_label=gettext_lazy("New team"),
    empty=gettext_lazy("No team matches. Widen the filters."),
)


@require_safe
@page_for(SEE)
def team_list(request: HttpRequest) -> HttpResponseBase:
    user = actor_of(request)
    teams = Team.objects.visible_to(user).prefetch_related("memberships__person")
    filterset = TeamFilter(request.GET, teams, request=request)
    return list_page(request, TEAMS, filterset, may_manage=user.has_perm(MANAGE))


@form_methods
@page_for(SEE)
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    team = _find(user, pk)
    if request.method == "POST":
        refuse_unless(user, MANAGE)
    members = team.memberships.select_related("person").order_by("person__name")
    form = MemberForm(team, sent(request))
    if request.method == "POST" and form.is_valid():
        add_member(team_id=pk, actor=user, at=timezone.now(), **form.cleaned_data)
        return redirect_with(request, _("The team has grown."), "team_detail", pk)
    context = {
        "team": team,
        "members": members,
        "form": form,
        "may_manage": user.has_perm(MANAGE),
        "crumbs": [(_("Teams"), reverse("team_list"))],
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/team_detail.html", context, status=status)


@form_methods
@page_for(SEE)
def team_new(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form = TeamForm(sent(request))

    def make(**by: Any) -> Team:
        return create_team(team=Team(**form.values), **by)

    return form_page(
        request,
        form,
        make,
        said=_("The team exists now. Add its members."),
        back=reverse("team_list"),
        page_of_made="team_detail",
        title=_("New team"),
    )


@form_methods
@page_for(SEE)
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    team = _managed(request, pk)
    edit = partial(edit_team, team_id=pk)
    back = reverse("team_detail", args=[pk])
    return edit_page(request, TeamForm, team, edit, back=back)


@require_POST
@page_for(SEE)
def member_remove(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    _find_member(_managed(request, pk), person_id)
    remove_member(
        team_id=pk,
        person_id=person_id,
        actor=actor_of(request),
        at=timezone.now(),
    )
    return redirect_with(request, _("The member was removed."), "team_detail", pk)


@require_POST
@page_for(SEE)
def member_lead(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    member = _find_member(_managed(request, pk), person_id)
    set_lead(
        team_id=pk,
        person_id=person_id,
        is_lead=not member.is_lead,
        actor=actor_of(request),
        at=timezone.now(),
    )
    return redirect_with(request, _("Saved."), "team_detail", pk)


def _managed(request: HttpRequest, pk: int) -> Team:
    team = _find(actor_of(request), pk)
    refuse_unless(actor_of(request), MANAGE)
    return team


def _find(user: User, pk: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(user), pk=pk)


def _find_member(team: Team, person_id: int) -> TeamMembership:
    return get_object_or_404(team.memberships, person_id=person_id)
