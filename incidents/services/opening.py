from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.events import record_event
from core.models import User
from incidents.choices import IncidentState
from incidents.models import Incident
from incidents.permissions import may_open_for
from records.services import open_record


@transaction.atomic
def open_incident(*, incident: Incident, actor: User, at: datetime) -> Incident:
    """
    Record a new incident; with a team or an assignee it starts as assigned.

    Clause 8.1. The customer is the requester's organisation unless it is given.

    :raises PermissionDenied: if the actor may not report for this requester
    :raises ValidationError: if a value is missing or wrong
    """
    if not may_open_for(actor, incident.requester_id):
        raise PermissionDenied
    if incident.customer_id is None:
        incident.customer = incident.requester.organisation
    is_held = bool(incident.team_id or incident.assignee_id)
    if is_held and not actor.has_perm("incidents.work_incident"):
        raise PermissionDenied
    state = IncidentState.ASSIGNED if is_held else IncidentState.NEW
    open_record(incident, kind="incident", state=state, actor=actor, at=at)
    record_event("incident.opened", item=incident.item, actor=actor, at=at)
    return incident
