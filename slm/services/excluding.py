"""Agreeing that a span of time does not count: asked for by one, decided by another."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import Transition
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from slm.choices import ExclusionReason, ExclusionState
from slm.lifecycle import EXCLUSION
from slm.models import Exclusion
from slm.models.exclusion import SCOPE
from slm.permissions import may_move_exclusion
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.foreseen import effect_foreseen
from slm.services.counting import check_effect, told_of_effect
from slm.services.doubting import doubt_outages
from slm.services.locking import lock_book, turn_page

LONGEST = timedelta(days=366)
# Nobody plans, or remembers, what lies further from now.
NEAR = timedelta(days=5 * 366)


@transaction.atomic
def request_exclusion(*, exclusion: Exclusion, actor: User, at: datetime) -> Exclusion:
    """
    Ask that a span of time does not count; `exclusion` is not stored yet.

    :raises PermissionDenied: if the actor may not ask
    :raises ValidationError: if the span or the scope is none, or is excluded already
    """
    if not actor.has_perm("slm.request_exclusion"):
        raise PermissionDenied
    exclusion.start = exclusion.start.replace(microsecond=0)
    exclusion.end = exclusion.end.replace(microsecond=0)
    exclusion.state = ExclusionState.REQUESTED
    exclusion.requested_by, exclusion.requested_at = actor, at
    _check_span(exclusion, at)
    exclusion.full_clean(exclude=["item"])
    _check_scope(exclusion)
    _check_overlap(exclusion)
    exclusion.item = new_item("exclusion")
    exclusion.save(force_insert=True)
    names = ("reason", "start", "end", *(f"{name}_id" for name in SCOPE))
    record_event(
        "exclusion.requested",
        item=exclusion.item,
        actor=actor,
        at=at,
        changes={
            name.removesuffix("_id"): [None, getattr(exclusion, name)]
            for name in names
            if getattr(exclusion, name) is not None
        },
        personal={"text": exclusion.text},
    )
    return exclusion


@transaction.atomic
def approve_exclusion(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Exclusion:
    """
    Let the span not count; the clocks that it touches follow in small batches.

    :raises Exclusion.DoesNotExist: if the actor may not see such an exclusion
    :raises TransitionNotAllowed: if it is decided already
    :raises PermissionDenied: if the actor may not decide, or asked for it
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if the span is excluded already, or if it is much and nobody
        had counted what it changes
    """
    exclusion, step = _begin("approve", number, actor, version)
    effect = effect_foreseen(exclusion, at=at)
    book = lock_book()
    check_effect(effect, book, at)
    _check_overlap(exclusion)
    _decide(exclusion, step, reason, effect, actor, at)
    _doubt(exclusion)
    turn_page(book)
    return exclusion


@transaction.atomic
def reject_exclusion(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Exclusion:
    """
    Let the span count as it does; raises as `approve_exclusion`.

    :raises ValidationError: without a reason
    """
    exclusion, step = _begin("reject", number, actor, version, reason)
    _decide(exclusion, step, reason, effect_foreseen(exclusion, at=at), actor, at)
    return exclusion


@transaction.atomic
def retract_exclusion(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Exclusion:
    """Take one's own request back before it is decided; raises as the others."""
    exclusion, step = _begin("retract", number, actor, version)
    _withdraw(exclusion, step, "", actor, at)
    return exclusion


@transaction.atomic
def withdraw_exclusion(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Exclusion:
    """
    Let a span count again that was excluded; raises as `reject_exclusion`.

    What was approved stays on record.
    """
    exclusion, step = _begin("withdraw", number, actor, version, reason)
    book = lock_book()
    _withdraw(exclusion, step, reason, actor, at)
    _doubt(exclusion)
    turn_page(book)
    return exclusion


def _doubt(exclusion: Exclusion) -> None:
    """Note that outages of its time count otherwise; the clocks do when they follow."""
    doubt_outages(
        since=exclusion.start,
        until=exclusion.end,
        services=(exclusion.service_id,),
        customers=(exclusion.customer_id,),
        agreement_id=exclusion.agreement_id,
    )


def _begin(
    move: str, number: str, actor: User, version: int | None, reason: str | None = None
) -> tuple[Exclusion, Transition]:
    """Lock the exclusion for a move; without `reason` the move asks for none."""
    visible = Exclusion.objects.visible_to(actor)
    pk = visible.get(item__number=number).pk
    locked = Exclusion.objects.select_for_update(no_key=True, of=("self",))
    exclusion = locked.select_related("item").get(pk=pk)
    step = EXCLUSION.find(move, exclusion.state)
    if not may_move_exclusion(actor, exclusion, step):
        raise PermissionDenied
    check_version(exclusion, version)
    if reason is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return exclusion, step


def _decide(
    exclusion: Exclusion,
    step: Transition,
    reason: str,
    effect: dict[str, Any] | None,
    actor: User,
    at: datetime,
) -> None:
    facts = told_of_effect(effect)
    values = {"decided_by": actor, "decided_at": at, "decision_reason": reason.strip()}
    exclusion.effect = effect
    _save(exclusion, step, values, facts, kept=("effect",))


def _withdraw(
    exclusion: Exclusion, step: Transition, reason: str, actor: User, at: datetime
) -> None:
    facts = {"was": exclusion.state}
    values = {
        "withdrawn_by": actor,
        "withdrawn_at": at,
        "withdrawal_reason": reason.strip(),
    }
    _save(exclusion, step, values, facts)


def _save(
    exclusion: Exclusion,
    step: Transition,
    values: Mapping[str, Any],
    facts: Mapping[str, Any],
    kept: tuple[str, ...] = (),
) -> None:
    who, at, why = values
    changes = {
        "state": [exclusion.state, step.target],
        who: [None, values[who].pk],
        at: [None, values[at]],
    }
    exclusion.state = step.target
    exclusion.version += 1
    for name, value in values.items():
        setattr(exclusion, name, value)
    exclusion.full_clean(exclude=["item"])
    exclusion.save(update_fields=["state", "version", *values, *kept])
    record_event(
        f"exclusion.{EVENTS[step.name]}",
        item=exclusion.item,
        actor=values[who],
        at=values[at],
        changes=changes,
        facts={**facts, "fields": [why]},
        personal={why: ["", values[why]]} if values[why] else {},
    )


EVENTS = {
    "approve": "approved",
    "reject": "rejected",
    "retract": "retracted",
    "withdraw": "withdrawn",
}


def _check_span(exclusion: Exclusion, at: datetime) -> None:
    start, end = exclusion.start, exclusion.end
    if end <= start:
        raise ValidationError({"end": _("It must end after it starts.")})
    if abs(start - at) > NEAR:
        message = _("It must begin within five years from now, before or after.")
        raise ValidationError({"start": message})
    if end - start > LONGEST:
        raise ValidationError({"end": _("No longer than a year can be excluded.")})
    if end > at and exclusion.reason != ExclusionReason.MAINTENANCE:
        message = _("Only maintenance can be agreed in advance: wait until it is over.")
        raise ValidationError({"end": message})


def _check_scope(exclusion: Exclusion) -> None:
    """Refuse what no clock can match: two things named that do not belong together."""
    agreement, record = exclusion.agreement, exclusion.record
    if agreement and exclusion.customer and agreement.customer_id is not None:
        _check_same(agreement.customer, exclusion.customer, agreement)
    if agreement and record and agreement.customer_id is not None:
        _check_same(agreement.customer, record.customer, agreement, "record")
    if record and exclusion.customer:
        _check_same(record.customer, exclusion.customer, record.number)
    if record and exclusion.service:
        _check_same(record.service, exclusion.service, record.number, "service")


def _check_same(is_: Any, named: Any, of: Any, field: str = "customer") -> None:
    if is_ != named:
        message = _("%(thing)s belongs to %(other)s: together they match nothing.")
        values = {"thing": of, "other": is_ or _("nobody")}
        raise ValidationError({field: message % values})


def _check_overlap(exclusion: Exclusion) -> None:
    other = overlapping_exclusion(exclusion)
    if other is not None:
        message = _("%s is approved for some of that time and the same scope already.")
        raise ValidationError({"start": message % other.number})
