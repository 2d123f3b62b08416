"""What the one who reported an incident does about it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.models import User
from core.origin import acting_for
from core.system_users import system_user
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from incidents.permissions import may_answer
from incidents.services.locking import lock_incident
from records.choices import Visibility, WaitingFor
from records.models import Entry, Rating
from records.services import add_entry, move_record, rate_record


@transaction.atomic
def answer_incident(*, number: str, text: str, actor: User, at: datetime) -> Entry:
    """
    Answer as the customer; if the incident waits for the customer, it goes on.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor does not belong to the customer
    :raises TransitionNotAllowed: if the incident is closed
    :raises ValidationError: if the text is empty
    """
    incident, at = lock_incident(number, actor, None, at)
    if not may_answer(actor, incident):
        raise PermissionDenied
    entry = add_entry(
        incident, text=text, visibility=Visibility.PUBLIC, actor=actor, at=at
    )
    go_on_if_answered(incident, actor=actor)
    return entry


def go_on_if_answered(incident: Incident, *, actor: User) -> None:
    """
    Resume a locked incident that waited for the customer who has just written.

    Through every door alike: portal, API, mail.
    """
    if incident.waiting_for != WaitingFor.CUSTOMER or not may_answer(actor, incident):
        return
    step = INCIDENT.find("resume", incident.state)
    # Customers make no moves of the desk: the portal does, on their behalf.
    with acting_for(actor.pk):
        portal = system_user("incidents")
        move_record(incident, step=step, actor=portal, at=incident.updated_at)


@transaction.atomic
def rate_incident(
    *, number: str, score: int, comment: str = "", actor: User, at: datetime
) -> Rating:
    """
    Keep what the requester thought of how the incident was handled, 1 to 5.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises PermissionDenied: if the actor is not its requester
    :raises TransitionNotAllowed: if it is not yet resolved, or has been rated
    """
    incident, at = lock_incident(number, actor, None, at)
    return rate_record(incident, score=score, comment=comment, actor=actor, at=at)
