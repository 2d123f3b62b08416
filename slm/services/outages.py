"""Outages: reported, ended, confirmed; what was recorded is corrected, never replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalogue.models import Service
from core.events import record_event
from core.lifecycle import Transition
from core.locks import lock_name
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from records.models import Record
from slm.choices import Loss, OutageSource, OutageState
from slm.lifecycle import OUTAGE, REPORT
from slm.models import Outage
from slm.models.outage import PHASES, WORDING
from slm.selectors.outages import course_of_record

LONGEST = timedelta(days=366)
# Nobody plans, or remembers, what lies further from now.
NEAR = timedelta(days=5 * 366)
# Clocks of systems that report differ a little from ours.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OutageTerms:
    """What is said of an outage; `end` is None while it goes on."""

    service: Service
    start: datetime
    text: str
    end: datetime | None = None
    component: str = ""
    customer: Organisation | None = None
    loss: str = Loss.FULL
    users: int | None = None
    is_planned: bool = False
    detected_at: datetime | None = None
    responded_at: datetime | None = None
    repaired_at: datetime | None = None

    @classmethod
    def of(cls, outage: Outage) -> "OutageTerms":
        """Return what a stored outage says."""
        return cls(**{field.name: getattr(outage, field.name) for field in fields(cls)})


@transaction.atomic
def report_outage(
    *,
    terms: OutageTerms,
    source: str = OutageSource.HAND,
    record: Record | None = None,
    reference: str = "",
    actor: User,
    at: datetime,
) -> Outage:
    """
    Record that a service, or a component of it, cannot be used as agreed.

    What the same reporter reports again under the same reference is the same outage,
    and nothing is stored. Of one that comes from a record, what the record tells of its
    course is taken over where nothing else is said.

    :raises PermissionDenied: if the actor may not report
    :raises ValidationError: if the span is none, or planned only after it began
    """
    if not actor.has_perm(REPORT):
        raise PermissionDenied
    if reference:
        lock_name(f"outage {actor.pk} {reference}")
        if known := _known(reference, actor):
            return known
    outage = Outage(
        source=source,
        record=record,
        reference=reference,
        reported_by=actor,
        reported_at=at,
    )
    _write(outage, terms)
    if record is not None:
        _follow_record(outage, record)
    outage.state = OutageState.ENDED if outage.end else OutageState.OPEN
    _check(outage, at)
    _check_planned(outage, {}, at)
    outage.item = new_item("outage")
    outage.save(force_insert=True)
    before = dict.fromkeys((*WORDING, "source", "record", "reference", "state"))
    before |= dict.fromkeys(("text", "reference", "component"), "")
    _tell("outage.reported", outage, _changes(before, outage), actor, at)
    return outage


@transaction.atomic
def change_outage(
    *,
    number: str,
    terms: OutageTerms,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Outage:
    """
    Say otherwise what an outage was; once it has ended, this is a correction.

    A correction needs a reason, and the outage to be confirmed again.

    :raises Outage.DoesNotExist: if the actor may not see such an outage
    :raises TransitionNotAllowed: if it was withdrawn
    :raises PermissionDenied: if the actor may not say so
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if the span is none, or a correction has no reason
    """
    outage = _lock(number, actor, version)
    name = "amend" if outage.state == OutageState.OPEN else "correct"
    _step(name, outage, actor, reason)
    before = _kept(outage)
    _write(outage, terms)
    outage.state = OutageState.ENDED if outage.end else OutageState.OPEN
    _check_planned(outage, before, at)
    return _moved(outage, f"outage.{EVENTS[name]}", before, reason, actor, at)


@transaction.atomic
def end_outage(
    *,
    number: str,
    end: datetime,
    repaired_at: datetime | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Outage:
    """
    Say when the service was back; raises as `change_outage`.

    :raises TransitionNotAllowed: if it has ended
    """
    outage = _lock(number, actor, version)
    step = _step("end", outage, actor)
    before = _kept(outage)
    outage.end, outage.state = end.replace(microsecond=0), step.target
    outage.repaired_at = repaired_at or outage.repaired_at
    if outage.record_id and outage.record:
        _follow_record(outage, outage.record)
    return _moved(outage, "outage.ended", before, "", actor, at)


@transaction.atomic
def confirm_outage(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Outage:
    """
    Say that the outage was as it is recorded; raises as `change_outage`.

    :raises ValidationError: without a reason, if it is disputed
    """
    outage = _lock(number, actor, version)
    step = _step("confirm", outage, actor)
    if outage.state == OutageState.DISPUTED and not reason.strip():
        raise ValidationError({"reason": _("Say why it stays as it is.")})
    before = _kept(outage)
    outage.state = step.target
    return _moved(outage, "outage.confirmed", before, reason, actor, at)


@transaction.atomic
def dispute_outage(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Outage:
    """Say, as its customer, that it was not so; raises as `change_outage`."""
    outage = _lock(number, actor, version)
    step = _step("dispute", outage, actor, reason)
    before = _kept(outage)
    outage.state, outage.dispute = step.target, reason.strip()
    return _moved(outage, "outage.disputed", before, "", actor, at)


@transaction.atomic
def withdraw_outage(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Outage:
    """Say that there was no such outage; raises as `change_outage`."""
    outage = _lock(number, actor, version)
    step = _step("withdraw", outage, actor, reason)
    before = _kept(outage)
    outage.state = step.target
    return _moved(outage, "outage.withdrawn", before, reason, actor, at)


EVENTS = {"amend": "amended", "correct": "corrected"}


def _known(reference: str, actor: User) -> Outage | None:
    same = Outage.objects.filter(reported_by=actor, reference=reference)
    return same.select_related("item", "service").first()


def _lock(number: str, actor: User, version: int | None) -> Outage:
    pk = Outage.objects.visible_to(actor).get(item__number=number).pk
    locked = Outage.objects.select_for_update(no_key=True, of=("self",))
    outage = locked.select_related("item", "service", "record__item").get(pk=pk)
    check_version(outage, version)
    return outage


def _step(
    name: str, outage: Outage, actor: User, reason: str | None = None
) -> Transition:
    step = OUTAGE.find(name, outage.state)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    if "reason" in step.required and not (reason or "").strip():
        raise ValidationError({"reason": _("Say why.")})
    return step


def _write(outage: Outage, terms: OutageTerms) -> None:
    for field in fields(terms):
        value = getattr(terms, field.name)
        if isinstance(value, datetime):
            value = value.replace(microsecond=0)
        setattr(outage, field.name, value)


def _follow_record(outage: Outage, record: Record) -> None:
    """Take over what the record tells of the course, where it fits and is not said."""
    told = course_of_record(record)
    for name in PHASES:
        at = told.get(name)
        if getattr(outage, name) is None and at and _fits(outage, name, at):
            setattr(outage, name, at)


def _fits(outage: Outage, name: str, at: datetime) -> bool:
    place = PHASES.index(name)
    before = [outage.start, *(getattr(outage, one) for one in PHASES[:place])]
    after = [*(getattr(outage, one) for one in PHASES[place + 1 :]), outage.end]
    return all(one <= at for one in before if one) and all(
        at <= one for one in after if one
    )


def _check(outage: Outage, at: datetime) -> None:
    start, end = outage.start, outage.end
    if abs(start - at) > NEAR:
        message = _("It must begin within five years from now, before or after.")
        raise ValidationError({"start": message})
    if end and end <= start:
        raise ValidationError({"end": _("It must end after it starts.")})
    if end and end - start > LONGEST:
        raise ValidationError({"end": _("No outage lasts longer than a year.")})
    if outage.is_planned and not end:
        raise ValidationError({"end": _("Say when what is planned ends.")})
    if not outage.is_planned:
        _check_past(outage, at)
    _check_order(outage)
    if outage.record and outage.record.service_id not in (None, outage.service_id):
        message = _("%(record)s is about %(service)s.")
        values = {"record": outage.record.number, "service": outage.record.service}
        raise ValidationError({"service": message % values})
    outage.full_clean(exclude=["item"])


def _check_planned(outage: Outage, before: Mapping[str, Any], at: datetime) -> None:
    """Refuse to call planned what began unannounced, or went on beyond its end."""
    if not outage.is_planned or outage.start > at:
        return
    start, end = before.get("start"), before.get("end")
    was_planned = before.get("is_planned") and start and end
    if not was_planned or outage.start < start or not outage.end or outage.end > end:
        message = _("Only what was announced before it began is planned.")
        raise ValidationError({"is_planned": message})


def _check_past(outage: Outage, at: datetime) -> None:
    for name, value in outage.instants():
        if value > at + AHEAD:
            raise ValidationError({name: _("This has not happened yet.")})


def _check_order(outage: Outage) -> None:
    told = list(outage.instants())
    for (_name, earlier), (name, later) in pairwise(told):
        if later < earlier:
            message = _("This is before what came before it.")
            raise ValidationError({name: message})


def _moved(
    outage: Outage,
    event: str,
    before: Mapping[str, Any],
    reason: str,
    actor: User,
    at: datetime,
) -> Outage:
    _check(outage, at)
    outage.version += 1
    changes = _changes(before, outage)
    outage.save(update_fields=[*WORDING, "state", "dispute", "version"])
    _tell(event, outage, changes, actor, at, reason)
    return outage


def _kept(outage: Outage) -> dict[str, Any]:
    return {name: _plain(outage, name) for name in (*WORDING, "state", "dispute")}


def _plain(outage: Outage, name: str) -> Any:
    field = Outage._meta.get_field(name)
    return getattr(outage, str(getattr(field, "attname", name)))


def _changes(before: Mapping[str, Any], outage: Outage) -> dict[str, list[Any]]:
    found = {name: [was, _plain(outage, name)] for name, was in before.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


# Free text: kept where it can be erased.
PERSONAL = ("text", "reference", "dispute")


def _tell(
    name: str,
    outage: Outage,
    changes: Mapping[str, list[Any]],
    actor: User,
    at: datetime,
    reason: str = "",
) -> None:
    personal: dict[str, Any] = {one: changes[one] for one in PERSONAL if one in changes}
    if reason.strip():
        personal["reason"] = reason.strip()
    record_event(
        name,
        item=outage.item,
        actor=actor,
        at=at,
        changes=_without(changes, PERSONAL),
        facts={"fields": sorted(name for name in personal if name in changes)},
        personal=personal,
    )


def _without(
    changes: Mapping[str, list[Any]], names: Iterable[str]
) -> dict[str, list[Any]]:
    return {name: pair for name, pair in changes.items() if name not in names}
