"""Having a supplier work on an incident."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.events import record_event
from core.models import User
from incidents.lifecycle import FRESH
from incidents.models import Incident
from incidents.services.holding import take_if_nobody_holds
from incidents.services.locking import check_open, lock_incident
from incidents.services.moving import (
    pend_incident,
    resume_incident,
    start_incident,
)
from records.choices import WaitingFor
from records.services import (
    Handover,
    hand_to_supplier,
    note_supplier_answer,
    take_back,
)


@transaction.atomic
def hand_incident_to_supplier(
    *,
    number: str,
    handover: Handover,
    reason: str = "",
    expected_at: datetime | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Let a supplier work on the incident, and wait for it until `expected_at` if given.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises TransitionNotAllowed: if it is not open, or is to wait and does already
    :raises PermissionDenied: if the actor may not work on incidents
    :raises ValidationError: if that is no supplier of ours, or has it so already
    """
    incident, at = _lock(number, actor, version, at)
    check_open(incident)
    incident = _begin(incident, actor, at)
    hand_to_supplier(
        incident,
        handover=handover,
        # Why it waits is said of the waiting.
        reason="" if expected_at else reason,
        actor=actor,
        at=at,
    )
    record_event("incident.handed_to_supplier", item=incident.item, actor=actor, at=at)
    if expected_at is None:
        return incident
    return pend_incident(
        number=number,
        waiting_for=WaitingFor.SUPPLIER,
        reason=reason,
        expected_at=expected_at,
        actor=actor,
        at=at,
    )


@transaction.atomic
def take_incident_back(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Take the incident back from its supplier; if it waited for one, work goes on.

    :raises TransitionNotAllowed: if no supplier has it
    :raises PermissionDenied: if the actor may not work on incidents
    """
    incident, at = _lock(number, actor, version, at)
    take_back(incident, reason=reason, actor=actor, at=at)
    record_event("incident.taken_back", item=incident.item, actor=actor, at=at)
    if incident.waiting_for != WaitingFor.SUPPLIER:
        return incident
    return resume_incident(number=number, actor=actor, at=at)


@transaction.atomic
def note_answer_of_supplier(
    *,
    number: str,
    reference: str = "",
    text: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Note that the supplier answered, and under which number it has the incident.

    :raises TransitionNotAllowed: if no supplier has it
    :raises PermissionDenied: if the actor may not work on incidents
    """
    incident, at = _lock(number, actor, version, at)
    note_supplier_answer(incident, reference=reference, text=text, actor=actor, at=at)
    record_event("incident.supplier_answered", item=incident.item, actor=actor, at=at)
    return incident


def _begin(incident: Incident, actor: User, at: datetime) -> Incident:
    """Have somebody of ours hold it, and begun: handing it over is work on it."""
    if incident.state in FRESH:
        return start_incident(number=incident.number, actor=actor, at=at)
    take_if_nobody_holds(incident, actor, at)
    return incident


def _lock(
    number: str, actor: User, version: int | None, at: datetime
) -> tuple[Incident, datetime]:
    incident, at = lock_incident(number, actor, version, at)
    if not actor.has_perm("incidents.work_incident"):
        raise PermissionDenied
    return incident, at
