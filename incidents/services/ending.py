from datetime import datetime

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from incidents.permissions import may_decide_end
from incidents.selectors import (
    incident_rules,
    is_due_for_closing,
    numbers_to_close,
)
from incidents.services.locking import lock_incident
from records.services import move_record

log = structlog.get_logger()


@transaction.atomic
def reopen_incident(
    *,
    number: str,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Take a resolved incident up again, within the period agreed for it.

    :raises PermissionDenied: if it is neither the actor's nor theirs to work on
    :raises TransitionNotAllowed: if it is open, or was resolved too long ago
    :raises ValidationError: without a reason
    """
    incident, at = lock_incident(number, actor, version, at)
    step = INCIDENT.find("reopen", incident.state)
    if not may_decide_end(actor, incident):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is not solved.")})
    if not incident_rules().still_reopens(incident, at):
        raise TransitionNotAllowed(
            _("It was resolved too long ago; please report it anew.")
        )
    move_record(incident, step=step, reason=reason, actor=actor, at=at)
    record_event("incident.reopened", item=incident.item, actor=actor, at=at)
    return incident


@transaction.atomic
def close_incident(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Incident:
    """
    Close a resolved incident for good.

    :raises PermissionDenied: if it is neither the actor's nor theirs to work on
    """
    incident, at = lock_incident(number, actor, version, at)
    step = INCIDENT.find("close", incident.state)
    if not may_decide_end(actor, incident):
        raise PermissionDenied
    move_record(incident, step=step, actor=actor, at=at)
    record_event("incident.closed", item=incident.item, actor=actor, at=at)
    return incident


def close_resolved_incidents(*, actor: User, at: datetime) -> int:
    """
    Close what has been resolved for as many working days as the rules say.

    Each incident is closed in a transaction of its own; safe to run twice, and
    beside people who reopen or close meanwhile. What cannot be closed is logged and
    left. Returns how many were closed.

    :raises PermissionDenied: if the actor may not close incidents
    """
    closed = 0
    for number in numbers_to_close(at):
        try:
            with transaction.atomic():
                closed += _close_if_due(number, actor=actor, at=at)
        except TransitionNotAllowed:
            # Whoever was faster has decided.
            continue
        except ValidationError as error:
            # One that cannot be closed must not keep the others open.
            log.warning("incident_not_closed", number=number, reasons=error.messages)
    return closed


def _close_if_due(number: str, *, actor: User, at: datetime) -> bool:
    incident, at = lock_incident(number, actor, None, at)
    step = INCIDENT.find("close", incident.state)
    if not is_due_for_closing(incident, at):
        return False
    move_record(incident, step=step, actor=actor, at=at)
    facts = {"is_automatic": True}
    record_event("incident.closed", item=incident.item, actor=actor, at=at, facts=facts)
    return True
