"""Correcting a wrong calendar or agreement backwards: asked by one, decided by another."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.models import check_days
from core.events import record_event
from core.models import Item, User
from records.models import Record
from slm.choices import VersionStatus
from slm.models import Agreement, Clock, Repair
from slm.selectors import FOLLOWED, target_book
from slm.selectors.foreseen import effect_foreseen
from slm.selectors.moved_times import times_moved_by
from slm.selectors.repairing import (
    collisions_of,
    overlapping_repair,
    records_touched,
    targets_touched,
)
from slm.services.counting import check_effect
from slm.services.deciding import ask, begin_move, carry_out, decide, store_request
from slm.services.deriving import derive_stored
from slm.services.doubting import doubt_closed_months, doubt_months_of
from slm.services.following import follow_record
from slm.services.locking import hold_page, lock_book, turn_page

BATCH = 100


@transaction.atomic
def request_repair(*, repair: Repair, actor: User, at: datetime) -> Repair:
    """
    Ask that the right version hold from an earlier day; `repair` is not stored yet.

    :raises PermissionDenied: if the actor may not ask
    :raises ValidationError: if that version never was in force, or already held then
    """
    ask(repair, actor, at)
    repair.full_clean(exclude=["item"])
    _check(repair, at)
    right = ("calendar_version_id", "agreement_version_id")
    store_request(repair, (*right, "effective_on"))
    return repair


@transaction.atomic
def approve_repair(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Repair:
    """
    Let the right version hold from that day; the clocks follow in small batches.

    Raises as `begin_move`, and

    :raises ValidationError: if two targets would be equally specific, or if it is much
        and nobody had counted what it changes
    """
    repair, step = begin_move(Repair, "approve", number, actor, version)
    effect = effect_foreseen(repair, at=at)
    book = lock_book()
    check_effect(effect, book, at)
    _check(repair, at)
    decide(repair, step, reason, effect, actor=actor, at=at)
    _tell_customers(repair, actor, at)
    doubt_months_of(
        targets_touched(repair), since=repair.starts_at, until=repair.ends_at
    )
    turn_page(book)
    return repair


@transaction.atomic
def reject_repair(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Repair:
    """
    Leave the past as it was counted; raises as `approve_repair`.

    :raises ValidationError: without a reason
    """
    repair, step = begin_move(Repair, "reject", number, actor, version, reason)
    effect = effect_foreseen(repair, at=at)
    decide(repair, step, reason, effect, actor=actor, at=at)
    return repair


@transaction.atomic
def retract_repair(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Repair:
    """Take one's own request back before it is decided; raises as the others."""
    repair, step = begin_move(Repair, "retract", number, actor, version)
    carry_out(repair, step, {}, actor=actor, at=at)
    return repair


@transaction.atomic
def apply_repair(
    *,
    item: Item,
    after: int = 0,
    done: int = 0,
    left: int | None = None,
    actor: User,
    at: datetime,
    batch: int = BATCH,
) -> int:
    """
    Bring the clocks of the next records in step with an approved repair.

    One batch, behind the record `after`; see `recalculate_clocks`. Ledgers get what they
    should have said appended. Run twice, it changes nothing more. Returns how many
    records are left.
    """
    repair = Repair.objects.approved().get(pk=item.pk)
    waiting = records_touched(repair).filter(pk__gt=after)
    if left is None:
        left = waiting.count()
    found = list(waiting.values_list("pk", flat=True)[: batch + 1])
    records = found[:batch]
    if records:
        _follow(repair, records, at)
        after = records[-1]
    left = max(left - len(records), 1) if found[batch:] else 0
    record_event(
        FOLLOWED["repair"],
        item=item,
        actor=actor,
        at=at,
        facts={"after": after, "done": done + len(records), "left": left},
    )
    return left


def _follow(repair: Repair, record_ids: list[int], at: datetime) -> None:
    # Records first, then clocks by id: the order in which everybody locks.
    rows = Record.objects.select_for_update(no_key=True).filter(pk__in=record_ids)
    list(rows.order_by("pk").values_list("pk"))
    for record_id in record_ids:
        follow_record(record_id=record_id, at=at)
    clocks = Clock.objects.filter(record__in=record_ids)
    locked = list(clocks.select_for_update().order_by("pk"))
    if locked:
        derive_stored(locked, at=at)
        hold_page()
        doubt_closed_months(
            locked, since=repair.starts_at, closed_until=target_book().closed_until
        )


def _tell_customers(repair: Repair, actor: User, at: datetime) -> None:
    """Note for each customer, once, how many of its promised times are moved."""
    for one in times_moved_by(repair.effect):
        record_event(
            "agreement.times_moved",
            item=one.agreement.item,
            actor=actor,
            at=at,
            facts={
                "repair": repair.number,
                "of_hours": repair.calendar_version_id is not None,
                "customer": one.customer_id,
                "moved": one.moved,
                "records": one.named,
            },
        )


def _check(repair: Repair, at: datetime) -> None:
    check_days(effective_on=repair.effective_on)
    agreed = repair.agreement_version
    if agreed is not None and agreed.status == VersionStatus.DRAFT:
        message = _("A draft was never in force: put it into force first.")
        raise ValidationError({"agreement_version": message})
    if repair.ends_at > at:
        message = _("That version is not in force yet: nothing of it can be wrong.")
        raise ValidationError({"effective_on": message})
    if repair.starts_at >= repair.ends_at:
        message = _("On that day this version holds anyway.")
        raise ValidationError({"effective_on": message})
    if repair.pk is None and (other := overlapping_repair(repair)):
        message = _("%s asks for this version already.") % other.number
        raise ValidationError({"effective_on": message})
    if found := collisions_of(repair):
        message = _(
            "Another agreement promises the same for some of these records: %s."
        )
        others = Agreement.objects.filter(pk__in={rule.agreement_id for rule in found})
        numbers = ", ".join(
            others.order_by("pk").values_list("item__number", flat=True)
        )
        raise ValidationError({"effective_on": message % numbers})
