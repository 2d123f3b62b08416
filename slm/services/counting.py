"""Counting what a decision would change before it is made: if that is much, by a worker."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.canonical import canonical_json, sha256
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from slm.choices import ExclusionState
from slm.models import BookEdition, Decision, Exclusion, Repair
from slm.permissions import may_count
from slm.selectors.foreseen import FRESH, effect_of

KINDS: dict[str, type[Decision]] = {"exclusion": Exclusion, "repair": Repair}


def decision_to_count(*, kind: str, number: str, actor: User) -> Decision:
    """
    Return what waits for a decision, to be counted.

    :raises DoesNotExist: if the actor may not see such a request
    :raises TransitionNotAllowed: if it is decided already
    :raises PermissionDenied: if the actor neither asks for such things nor decides
    """
    visible = KINDS[kind].objects.visible_to(actor)
    decision: Decision = visible.select_related("item").get(item__number=number)
    if decision.state != ExclusionState.REQUESTED:
        raise TransitionNotAllowed(_("%s is decided already.") % number)
    if not may_count(actor, decision):
        raise PermissionDenied
    return decision


def count_effect(
    *,
    kind: str,
    number: str,
    keep: Callable[[Any], object],
    tell: Callable[[int, int], object],
    actor: User,
    at: datetime,
) -> Item:
    """
    Keep what the decision would change, until it is made; raises as `decision_to_count`.

    Nothing else is changed. Whoever decides meanwhile has not seen it: the request gets
    a new version. `keep(item)` is told of the result in its transaction.
    """
    decision = decision_to_count(kind=kind, number=number, actor=actor)
    effect = effect_of(decision, at=at, tell=tell)
    with transaction.atomic():
        locked = KINDS[kind].objects.select_for_update(no_key=True, of=("self",))
        locked.get(pk=decision.pk)
        decision = decision_to_count(kind=kind, number=number, actor=actor)
        decision.effect = effect
        decision.version += 1
        decision.save(update_fields=["effect", "version"])
        record_event(
            f"{kind}.counted",
            item=decision.item,
            actor=actor,
            at=at,
            facts=told_of_effect(effect),
        )
        keep(decision.item)
    return decision.item


def told_of_effect(effect: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what an event says of an effect: how many clocks change, and a hash of all."""
    if effect is None:
        return {}
    return {"clocks": effect["changed"], "effect": sha256(canonical_json(effect))}


def check_effect(
    effect: Mapping[str, Any] | None, book: BookEdition, at: datetime
) -> None:
    """
    Refuse a decision of which nobody knows what it changes; the book is locked.

    :raises ValidationError: if it was not counted, or not by what is agreed now
    """
    if effect is None:
        message = _(
            "It is about too much to be counted at once: have it counted first."
        )
        raise ValidationError(message)
    age = at - datetime.fromisoformat(effect["at"])
    if effect["edition"] != str(book.edition) or age > FRESH:
        message = _(
            "What it changes may be something else by now: have it counted anew."
        )
        raise ValidationError(message)
