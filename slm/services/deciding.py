"""What exclusions and repairs have in common: asked for by one, decided by another."""

from collections.abc import Iterable, Mapping, Sequence
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
from slm.models import Decision, Exclusion, Repair
from slm.permissions import lifecycle_of, may_move_decision
from slm.services.counting import told_of_effect

Kind = TypeVar("Kind", Exclusion, Repair)
EVENTS = {
    "approve": "approved",
    "reject": "rejected",
    "retract": "retracted",
    "withdraw": "withdrawn",
}


def ask(decision: Decision, actor: User, at: datetime) -> None:
    """
    Refuse whoever may not ask, and fill in who does and when; nothing is stored yet.

    :raises PermissionDenied: if the actor may not ask for such a thing
    """
    if not actor.has_perm(f"slm.request_{decision._meta.model_name}"):
        raise PermissionDenied
    decision.state = ExclusionState.REQUESTED
    decision.requested_by, decision.requested_at = actor, at


def store_request(decision: Decision, names: Iterable[str]) -> None:
    """Store a request that was checked, and record what of these fields it says."""
    kind = str(decision._meta.model_name)
    decision.item = new_item(kind)
    decision.save(force_insert=True)
    record_event(
        f"{kind}.requested",
        item=decision.item,
        actor=decision.requested_by,
        at=decision.requested_at,
        changes={
            name.removesuffix("_id"): [None, value]
            for name in names
            if (value := getattr(decision, name)) is not None
        },
        personal={"text": decision.text},
    )


def begin_move(
    kind: type[Kind],
    move: str,
    number: str,
    actor: User,
    version: int | None,
    reason: str | None = None,
) -> tuple[Kind, Transition]:
    """
    Lock what is asked for, for a move; without `reason` the move asks for none.

    :raises DoesNotExist: if the actor may not see such a request
    :raises TransitionNotAllowed: if it is decided already
    :raises PermissionDenied: if the move is not the actor's, see `may_move_decision`
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: without a reason where one is asked for
    """
    pk = kind.objects.visible_to(actor).get(item__number=number).pk
    locked = kind.objects.select_for_update(no_key=True, of=("self",))
    found: Kind = locked.select_related("item").get(pk=pk)
    step = lifecycle_of(found).find(move, found.state)
    if not may_move_decision(actor, found, step):
        raise PermissionDenied
    check_version(found, version)
    if reason is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return found, step


def decide(
    decision: Decision,
    step: Transition,
    reason: str,
    effect: dict[str, Any] | None,
    *,
    actor: User,
    at: datetime,
) -> None:
    """Approve or reject, and keep what that changes as it was foreseen."""
    decision.decided_by, decision.decided_at = actor, at
    decision.effect = effect
    carry_out(
        decision,
        step,
        told_of_effect(effect),
        who=("decided_by", "decided_at"),
        words=("decision_reason", reason.strip()),
        kept=("effect",),
        actor=actor,
        at=at,
    )


def carry_out(
    decision: Decision,
    step: Transition,
    facts: Mapping[str, Any],
    *,
    who: Sequence[str] = (),
    words: tuple[str, str] | None = None,
    kept: Sequence[str] = (),
    actor: User,
    at: datetime,
) -> None:
    """
    Make a move and record it.

    `who` are the fields, set already, that keep by whom and when, and `kept` others that
    only the request keeps; `words` are the field for the person's own words, and these.

    :raises ValidationError: if the request cannot be kept like that
    """
    changes = {
        "state": [decision.state, step.target],
        **{name: [None, decision.serializable_value(name)] for name in who},
    }
    decision.state = step.target
    decision.version += 1
    said: dict[str, str] = dict([words] if words else [])
    for name, text in said.items():
        setattr(decision, name, text)
    decision.full_clean(exclude=["item"])
    decision.save(update_fields=["state", "version", *who, *said, *kept])
    record_event(
        f"{decision._meta.model_name}.{EVENTS[step.name]}",
        item=decision.item,
        actor=actor,
        at=at,
        changes=changes,
        facts={**facts, "fields": [*said]} if said else facts,
        personal={name: ["", text] for name, text in said.items() if text},
    )
