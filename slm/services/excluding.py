"""Agreeing that a span of time does not count: asked for by one, decided by another."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.lifecycle import Transition
from core.models import User
from slm.choices import ExclusionReason
from slm.models import Exclusion
from slm.models.exclusion import SCOPE
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.foreseen import effect_foreseen
from slm.services.counting import check_effect
from slm.services.deciding import ask, begin_move, carry_out, decide, store_request
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
    ask(exclusion, actor, at)
    exclusion.start = exclusion.start.replace(microsecond=0)
    exclusion.end = exclusion.end.replace(microsecond=0)
    _check_span(exclusion, at)
    exclusion.full_clean(exclude=["item"])
    _check_scope(exclusion)
    _check_overlap(exclusion)
    scope = (f"{name}_id" for name in SCOPE)
    store_request(exclusion, ("reason", "start", "end", *scope))
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

    Raises as `begin_move`, and

    :raises ValidationError: if the span is excluded already, or if it is much and nobody
        had counted what it changes
    """
    exclusion, step = begin_move(Exclusion, "approve", number, actor, version)
    effect = effect_foreseen(exclusion, at=at)
    book = lock_book()
    check_effect(effect, book, at)
    _check_overlap(exclusion)
    decide(exclusion, step, reason, effect, actor=actor, at=at)
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
    exclusion, step = begin_move(Exclusion, "reject", number, actor, version, reason)
    effect = effect_foreseen(exclusion, at=at)
    decide(exclusion, step, reason, effect, actor=actor, at=at)
    return exclusion


@transaction.atomic
def retract_exclusion(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Exclusion:
    """Take one's own request back before it is decided; raises as the others."""
    exclusion, step = begin_move(Exclusion, "retract", number, actor, version)
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
    exclusion, step = begin_move(Exclusion, "withdraw", number, actor, version, reason)
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


def _withdraw(
    exclusion: Exclusion, step: Transition, reason: str, actor: User, at: datetime
) -> None:
    exclusion.withdrawn_by, exclusion.withdrawn_at = actor, at
    carry_out(
        exclusion,
        step,
        {"was": exclusion.state},
        who=("withdrawn_by", "withdrawn_at"),
        words=("withdrawal_reason", reason.strip()),
        actor=actor,
        at=at,
    )


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
