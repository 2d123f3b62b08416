from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Person, Team
from accounts.selectors import person_of
from core.events import record_event
from core.models import User
from incidents.choices import IncidentState
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from incidents.services.locking import check_open, lock_incident
from records.permissions import may_hold
from records.services import hold_record, move_record


@transaction.atomic
def assign_incident(
    *,
    number: str,
    team: Team | None,
    person: Person | None,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Hand the incident to a team, and to one of its people if one is named.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises TransitionNotAllowed: if it is no longer open
    :raises PermissionDenied: if the actor may not work on incidents
    """
    incident, at = lock_incident(number, actor, version, at)
    check_open(incident)
    if not actor.has_perm("incidents.work_incident"):
        raise PermissionDenied
    hold_record(incident, team=team, person=person, reason=reason, actor=actor, at=at)
    if incident.state == IncidentState.NEW:
        step = INCIDENT.find("assign", incident.state)
        move_record(incident, step=step, actor=actor, at=at)
    record_event("incident.assigned", item=incident.item, actor=actor, at=at)
    return incident


def take_incident(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Incident:
    """
    Take the incident into one's own hands.

    :raises PermissionDenied: if the actor may not work on incidents, or is no person
    """
    person = person_of(actor)
    if person is None or not actor.has_perm("incidents.work_incident"):
        raise PermissionDenied
    incident: Incident = Incident.objects.visible_to(actor).get(item__number=number)
    return assign_incident(
        number=number,
        team=_team_to_work_in(incident, person),
        person=person,
        version=version,
        actor=actor,
        at=at,
    )


def _team_to_work_in(incident: Incident, person: Person) -> Team | None:
    own = person.teams.filter(is_active=True)
    if incident.team is not None and own.filter(pk=incident.team.pk).exists():
        return incident.team
    return own.order_by("name").first()


def take_if_nobody_holds(incident: Incident, actor: User, at: datetime) -> None:
    """Note who works on it before the work is noted: taking is implied."""
    if incident.assignee_id:
        return
    person = person_of(actor)
    if person is None or not may_hold(person):
        return
    team = _team_to_work_in(incident, person)
    hold_record(incident, team=team, person=person, actor=actor, at=at)
