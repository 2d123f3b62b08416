"""Loading an incident for a change, through what the actor may see."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents.lifecycle import OPEN
from incidents.models import Incident
from records.services import instant_of_act, lock_record


def lock_incident(
    number: str, actor: User, version: int | None, at: datetime
) -> tuple[Incident, datetime]:
    """
    Load the incident of that number and keep others from changing it meanwhile.

    Returns with it the instant that the act counts for.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises StaleRecord: if the version is no longer the current one
    """
    incidents = Incident.objects.visible_to(actor)
    incident = lock_record(incidents, number=number, version=version)
    return incident, instant_of_act(incident, actor=actor, at=at)


def check_open(incident: Incident) -> None:
    """:raises TransitionNotAllowed: if the incident has ended"""
    if incident.state not in OPEN:
        raise TransitionNotAllowed(_("It is no longer open."))
