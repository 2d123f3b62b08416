from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Person
from core.models import User
from incidents.models import Incident
from incidents.services.answering import go_on_if_answered
from incidents.services.locking import lock_incident
from records.choices import Visibility
from records.models import Entry
from records.services import (
    add_entry,
    check_read,
    edit_record,
    reclassify_record,
    set_confidential,
)


@transaction.atomic
def write_on_incident(
    *,
    number: str,
    text: str,
    visibility: str,
    version: int | None = None,
    seen: int | None = None,
    actor: User,
    at: datetime,
) -> Entry:
    """
    Write a public reply or an internal note on the incident.

    What waits for the customer goes on if it is the customer who replies. `seen` is
    the last event that the actor has read: as `check_read`.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor may not write this
    :raises StaleRecord: if it changed since the version, or others wrote since `seen`
    :raises TransitionNotAllowed: if the incident is closed
    :raises ValidationError: if the text is empty
    """
    incident, at = lock_incident(number, actor, version, at)
    check_read(incident, seen=seen, actor=actor)
    entry = add_entry(incident, text=text, visibility=visibility, actor=actor, at=at)
    if visibility == Visibility.PUBLIC:
        go_on_if_answered(incident, actor=actor)
    return entry


@transaction.atomic
def classify_incident(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
    **values: Any,
) -> Incident:
    """
    Change impact, urgency, priority, service, customer or category of the incident.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is closed
    :raises ValidationError: if nothing changes, or an override has no reason
    """
    incident, at = lock_incident(number, actor, version, at)
    reclassify_record(incident, reason=reason, actor=actor, at=at, **values)
    return incident


@transaction.atomic
def edit_incident(
    *,
    number: str,
    title: str,
    description: str,
    requester: Person | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Change the words of the incident, and whom it is for.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is closed
    :raises ValidationError: if nothing changes or a value is wrong
    """
    incident, at = lock_incident(number, actor, version, at)
    edit_record(
        incident,
        title=title,
        description=description,
        requester=requester,
        actor=actor,
        at=at,
    )
    return incident


@transaction.atomic
def set_incident_confidential(
    *,
    number: str,
    is_confidential: bool,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Hide the incident from all but its team, or show it to all staff again.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor may not work on records
    :raises ValidationError: if it is so already
    """
    incident, at = lock_incident(number, actor, version, at)
    set_confidential(incident, is_confidential=is_confidential, actor=actor, at=at)
    return incident
