"""What exclusions and repairs have in common: asked for by one, decided by another."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import Transition
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from slm.choices import ExclusionState
from slm.models import Exclusion, Repair
from slm.permissions import lifecycle_of, may_move_decision
from slm.services.counting import told_of_effect

Asked = TypeVar("Asked", Exclusion, Repair)
DECIDED = ("decided_by", "decided_at", "decision_reason")
EVENTS = {
    "approve": "approved",
    "reject": "rejected",
    "retract": "retracted",
    "withdraw": "withdrawn",
}


def ask(request: Exclusion | Repair, actor: User, at: datetime) -> None:
    """
    Fill in who asks, and when; refuse what cannot be asked. Nothing is stored yet.

    :raises PermissionDenied: if the actor may not ask for such a thing
    """
    if not actor.has_perm(f"slm.request_{request._meta.model_name}"):
        raise PermissionDenied
    request.state = ExclusionState.REQUESTED
    request.requested_by, request.requested_at = actor, at


def store_request(request: Exclusion | Repair, names: Iterable[str]) -> None:
    """Store a request that was checked, and record what of these fields it says."""
    kind = str(request._meta.model_name)
    request.item = new_item(kind)
    request.save(force_insert=True)
    record_event(
        f"{kind}.requested",
        item=request.item,
        actor=request.requested_by,
        at=request.requested_at,
        changes={
            name.removesuffix("_id"): [None, value]
            for name in names
            if (value := getattr(request, name)) is not None
        },
        personal={"text": request.text},
    )


def begin_move(
    kind: type[Asked],
    move: str,
    number: str,
    actor: User,
    version: int | None,
    reason: str | None = None,
) -> tuple[Asked, Transition]:
    """
    Lock what is asked for, for a move; without `reason` the move asks for none.

    :raises DoesNotExist: if the actor may not see such a request
    :raises TransitionNotAllowed: if it is decided already
    :raises PermissionDenied: if the actor may not decide, or asked for it
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: without a reason where one is asked for
    """
    pk = kind.objects.visible_to(actor).get(item__number=number).pk
    locked = kind.objects.select_for_update(no_key=True, of=("self",))
    found: Asked = locked.select_related("item").get(pk=pk)
    step = lifecycle_of(found).find(move, found.state)
    if not may_move_decision(actor, found, step):
        raise PermissionDenied
    check_version(found, version)
    if reason is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return found, step


def decide(
    decision: Exclusion | Repair,
    step: Transition,
    reason: str,
    effect: dict[str, Any] | None,
    *,
    actor: User,
    at: datetime,
) -> None:
    """Approve or reject, and keep what that changes as it was foreseen."""
    decision.effect = effect
    facts = told_of_effect(effect)
    values = (actor, at, reason.strip())
    noted = dict(zip(DECIDED, values, strict=True))
    carry_out(decision, step, noted, facts, ["effect"], actor=actor, at=at)


def carry_out(
    decision: Exclusion | Repair,
    step: Transition,
    noted: Mapping[str, Any],
    facts: Mapping[str, Any],
    kept: Iterable[str] = (),
    *,
    actor: User,
    at: datetime,
) -> None:
    """
    Make a move and record it.

    `noted` is what is to be read of it on the request, the person's own words last;
    `kept` are fields that were set before.
    """
    changes: dict[str, Any] = {"state": [decision.state, step.target]}
    decision.state = step.target
    decision.version += 1
    for name, value in noted.items():
        setattr(decision, name, value)
    decision.full_clean(exclude=["item"])
    decision.save(update_fields=["state", "version", *noted, *kept])
    *told, said = [*noted] or [""]
    changes |= {name: [None, _plain(noted[name])] for name in told}
    record_event(
        f"{decision._meta.model_name}.{EVENTS[step.name]}",
        item=decision.item,
        actor=actor,
        at=at,
        changes=changes,
        facts={**facts, "fields": [said]} if said else facts,
        personal={said: ["", noted[said]]} if noted.get(said) else {},
    )


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, User) else value
