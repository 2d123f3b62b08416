from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.generic import render_page
from core.models import User
from incidents.models import Incident
from incidents.selectors import open_records_of
from incidents.views import acts
from incidents.views.queue import acting_user
from incidents.views.table import possible_acts
from records.choices import Phase, Visibility
from records.doors import desk_page
from records.models import Holding
from records.timeline import timeline_of


@require_safe
@desk_page
def incident_detail(request: HttpRequest, number: str) -> HttpResponse:
    incident = acts.find_incident(request, number)
    user = acting_user(request)
    may_work = user.has_perm("incidents.work_incident")
    context = {
        "incident": incident,
        "record": incident,
        "timeline": timeline_of(incident),
        "holdings": holdings(incident),
        "others": _others(incident, user),
        "acts": possible_acts(incident, user) if may_work else [],
        "may_work": may_work,
        "may_write": may_work and incident.phase not in (Phase.CLOSED, Phase.VOID),
        "is_mine": _is_mine(incident, user),
        "crumbs": acts.crumbs(incident)[:1],
    }
    return render_page(request, "incidents/incident_detail.html", context)


def _is_mine(incident: Incident, user: User) -> bool:
    return incident.assignee is not None and incident.assignee.user_id == user.pk


def _others(incident: Incident, user: User) -> Any:
    others = open_records_of(incident.requester, user).exclude(pk=incident.pk)
    return others[:5]


def holdings(incident: Incident) -> list[dict[str, Any]]:
    """Return who held the incident for how long, in order."""
    now = timezone.now()
    held = Holding.objects.filter(record_id=incident.pk)
    return [
        {
            "who": one.person or one.team or one.supplier,
            "team": one.team if one.person else None,
            "from_at": one.from_at,
            "is_now": one.to_at is None,
            "span": (one.to_at or now) - one.from_at,
        }
        for one in held.select_related("team", "person", "supplier")
    ]


@require_POST
@desk_page
def incident_reply(request: HttpRequest, number: str) -> HttpResponse:
    incident = acts.own_incident(request, number)
    return acts.write(request, incident.number, Visibility.PUBLIC)


@require_POST
@desk_page
def incident_note(request: HttpRequest, number: str) -> HttpResponse:
    incident = acts.own_incident(request, number)
    return acts.write(request, incident.number, Visibility.INTERNAL)
