from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from incidents.services.holding import take_if_nobody_holds
from incidents.services.locking import lock_incident
from records.choices import Visibility, WaitingFor
from records.selectors import customer_was_asked
from records.services import add_entry, instant_of_act, move_record

# A slip of the keyboard would otherwise let it wait for ever.
LONGEST_WAIT = timedelta(days=5 * 365)
PAST = {
    "start": "started",
    "resume": "resumed",
    "resolve": "resolved",
    "cancel": "cancelled",
}


def start_incident(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Incident:
    """Begin to work on the incident, taking it if nobody has."""
    return _move(number, "start", version=version, actor=actor, at=at)


def resume_incident(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Incident:
    """Go on with an incident that was waiting."""
    return _move(number, "resume", version=version, actor=actor, at=at)


@transaction.atomic
def pend_incident(
    *,
    number: str,
    waiting_for: str,
    reason: str = "",
    expected_at: datetime | None,
    question: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Let the incident wait for the customer, a supplier, a problem or a change.

    A question is sent to the customer in the same instant, as any reply. None is asked
    for: where history is written, it was put elsewhere; `let_incident_wait` asks.

    :raises ValidationError: without a reason or a question, and a date by which it is
        expected, or if that is more than five years ahead
    """
    _check_waiting(waiting_for, reason, question, expected_at, at)
    incident = _move(
        number,
        f"wait_for_{waiting_for}",
        expected_at=expected_at,
        reason=reason,
        version=version,
        actor=actor,
        at=at,
    )
    if question.strip():
        # After the pause: before it, a turn without length would count as kept.
        at = instant_of_act(incident, actor=actor, at=at)
        public = Visibility.PUBLIC
        add_entry(incident, text=question, visibility=public, actor=actor, at=at)
    return incident


@transaction.atomic
def let_incident_wait(
    *,
    number: str,
    waiting_for: str,
    reason: str = "",
    expected_at: datetime | None,
    question: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Let the incident wait, for the customer only if they were asked something.

    As `pend_incident`, for whoever does it now: the desk and the API.

    :raises ValidationError: without a question to the customer, unless the desk has
        written to them since their last word and since it last went on
    """
    incident = pend_incident(
        number=number,
        waiting_for=waiting_for,
        reason=reason,
        expected_at=expected_at,
        question=question,
        version=version,
        actor=actor,
        at=at,
    )
    is_theirs = incident.waiting_for == WaitingFor.CUSTOMER and not question.strip()
    if is_theirs and not customer_was_asked(incident):
        raise ValidationError({"question": _("Say what the customer is asked.")})
    return incident


def resolve_incident(
    *,
    number: str,
    resolution: str,
    close_code: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Mark the incident as resolved, with what was done.

    :raises Incident.DoesNotExist: if the actor may not see such an incident
    :raises TransitionNotAllowed: if it is not open
    :raises PermissionDenied: if the actor may not work on incidents
    :raises ValidationError: if resolution or close code is empty
    """
    return _move(
        number,
        "resolve",
        values={"resolution": resolution.strip(), "close_code": close_code},
        version=version,
        actor=actor,
        at=at,
    )


def cancel_incident(
    *,
    number: str,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Incident:
    """
    Declare that there was no incident; its clocks count as void.

    :raises ValidationError: without a reason
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is cancelled.")})
    return _move(number, "cancel", reason=reason, version=version, actor=actor, at=at)


def _check_waiting(
    waiting_for: str,
    reason: str,
    question: str,
    expected_at: datetime | None,
    at: datetime,
) -> None:
    missing = {}
    if question.strip() and waiting_for != WaitingFor.CUSTOMER:
        missing["question"] = _("Only what waits for the customer asks something.")
    if not (reason.strip() or question.strip()):
        missing["reason"] = _("Say what it waits for.")
    if expected_at is None:
        missing["expected_at"] = _("Say until when it is expected to wait.")
    elif expected_at <= at:
        missing["expected_at"] = _("This must lie ahead.")
    elif expected_at > at + LONGEST_WAIT:
        missing["expected_at"] = _("This is more than five years ahead.")
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def _move(
    number: str,
    name: str,
    *,
    values: dict[str, str] | None = None,
    expected_at: datetime | None = None,
    reason: str = "",
    version: int | None,
    actor: User,
    at: datetime,
) -> Incident:
    incident, at = lock_incident(number, actor, version, at)
    step = INCIDENT.find(name, incident.state)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    if step.name != "cancel":
        take_if_nobody_holds(incident, actor, at)
    for field, value in (values or {}).items():
        setattr(incident, field, value)
    move_record(
        incident, step=step, expected_at=expected_at, reason=reason, actor=actor, at=at
    )
    if values:
        incident.save(update_fields=list(values))
    record_event(
        f"incident.{PAST.get(name, 'pended')}",
        item=incident.item,
        actor=actor,
        at=at,
        personal=values,
    )
    return incident
