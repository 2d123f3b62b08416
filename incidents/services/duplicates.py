from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from incidents.services.locking import lock_incident
from incidents.services.moving import cancel_incident
from records.choices import Phase
from workflow.choices import LinkKind
from workflow.services import add_link


@transaction.atomic
def mark_duplicate(
    *,
    number: str,
    of: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Cancel the incident because another one is about the same, and link it to that.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises TransitionNotAllowed: if it has ended
    :raises PermissionDenied: if the actor may not work on incidents
    :raises ValidationError: if the other cannot be seen, is itself or was cancelled
    """
    incident, at = lock_incident(number, actor, version, at)
    step = INCIDENT.find("cancel", incident.state)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    original = _original(of, actor)
    kind, other = LinkKind.DUPLICATE_OF, original.number
    add_link(number=number, kind=kind, other=other, actor=actor, at=at)
    # Of which, the link tells those who may see it.
    reason = _("It is a duplicate.")
    cancelled = cancel_incident(number=number, reason=reason, actor=actor, at=at)
    record_event(
        "incident.marked_duplicate",
        item=incident.item,
        actor=actor,
        at=at,
        facts={"of": other},
    )
    return cancelled


def _original(number: str, actor: User) -> Incident:
    incidents = Incident.objects.visible_to(actor).select_related("item")
    original = incidents.filter(item__number=number.strip().upper()).first()
    if original is None:
        raise ValidationError(
            {"of": _("There is no incident with the number “%s”.") % number}
        )
    if original.phase == Phase.VOID:
        raise ValidationError({"of": _("That one was itself cancelled.")})
    return original
