"""Loading an incident for a change, through what the actor may see."""

from django.utils.translation import gettext as _

from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents.lifecycle import OPEN
from incidents.models import Incident
from records.services import lock_record


def lock_incident(number: str, actor: User, version: int | None) -> Incident:
    """
    Load the incident of that number and keep others from changing it meanwhile.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises StaleRecord: if the version is no longer the current one
    """
    incidents = Incident.objects.visible_to(actor)
    return lock_record(incidents, number=number, version=version)


def check_open(incident: Incident) -> None:
    """:raises TransitionNotAllowed: if the incident has ended"""
    if incident.state not in OPEN:
        raise TransitionNotAllowed(_("It is no longer open."))
