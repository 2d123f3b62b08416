from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import Person, Team
from accounts.services import register_person
from core.choices import Channel
from core.events import record_event
from core.models import User
from core.origin import current_origin
from incidents.choices import IncidentState
from incidents.models import Incident
from incidents.permissions import may_open_for
from incidents.selectors import incident_rules
from records.services import open_record


@transaction.atomic
def open_incident(
    *, incident: Incident, caller: Person | None = None, actor: User, at: datetime
) -> Incident:
    """
    Record a new incident; with a team or an assignee it starts as assigned.

    Clause 8.1. The customer is the requester's organisation unless it is given. What
    comes in without a team is the first team's by the rules, but new: nobody has
    looked at it. `caller` is somebody not yet known who reports it: they are made
    known together with it, or not at all.

    :raises PermissionDenied: if the actor may not report for this requester, or not
        make the caller known
    :raises ValidationError: if a value is missing or wrong; the caller's are named
        `caller.email` and so on
    """
    if caller is not None:
        incident.requester = _register(caller, actor, at)
    if not may_open_for(actor, incident.requester_id):
        raise PermissionDenied
    if incident.customer_id is None:
        incident.customer = incident.requester.organisation
    is_held = bool(incident.team_id or incident.assignee_id)
    if is_held and not actor.has_perm("incidents.work_incident"):
        raise PermissionDenied
    state = IncidentState.ASSIGNED if is_held else IncidentState.NEW
    if not is_held:
        incident.team = _first_team()
    open_record(incident, kind="incident", state=state, actor=actor, at=at)
    record_event("incident.opened", item=incident.item, actor=actor, at=at)
    return incident


def _register(caller: Person, actor: User, at: datetime) -> Person:
    try:
        return register_person(person=caller, actor=actor, at=at)
    except ValidationError as error:
        # The incident has fields of its own.
        problems = error.update_error_dict({})
        raise ValidationError(
            {f"caller.{name}": found for name, found in problems.items()}
        ) from error


def _first_team() -> Team | None:
    if current_origin().channel == Channel.IMPORT:
        # What another system did is told as it was.
        return None
    team = incident_rules().first_team
    return team if team is not None and team.is_active else None
