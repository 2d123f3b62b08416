"""Outages: reported, ended, confirmed; what was recorded is corrected, never replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import Transition, TransitionNotAllowed
from core.locks import lock_name
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from records.models import Record
from slm.choices import OutageSource, OutageState
from slm.lifecycle import OUTAGE, REPORT
from slm.models import Outage
from slm.models.outage import PHASES, WORDING
from slm.outage_terms import OutageTerms
from slm.selectors.outages import course_of_record
from slm.services.doubting import doubt_outage
from slm.services.outage_checks import announce, check_outage, check_planned


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
    outage = Outage(source=source, record=record, reference=reference)
    outage.reported_by, outage.reported_at = actor, at
    _write(outage, terms)
    announce(outage, {}, at)
    if record is not None:
        _follow_record(outage, record)
    outage.state = OutageState.ENDED if outage.end else OutageState.OPEN
    check_outage(outage, at)
    check_planned(outage, {}, at)
    outage.item = new_item("outage")
    outage.save(force_insert=True)
    doubt_outage(outage, {})
    _tell("outage.reported", outage, _changes(NOTHING, outage), actor, at)
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
    check_planned(outage, before, at)
    announce(outage, before, at)
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

    :raises TransitionNotAllowed: if it is planned, and not over
    :raises ValidationError: without a reason, if it is disputed
    """
    outage = _lock(number, actor, version)
    step = _step("confirm", outage, actor)
    if outage.is_ahead(at):
        raise TransitionNotAllowed(_("What is planned is confirmed once it is over."))
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


KEPT = ("state", "dispute", "announced_at")
# What there was of an outage before it was reported.
NOTHING: Mapping[str, Any] = {
    **dict.fromkeys((*WORDING, "source", "record", "state", "announced_at")),
    **dict.fromkeys(("text", "reference", "component"), ""),
}
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
    """Whether an instant of the course lies between what is known before and after."""
    names = ["start", *PHASES, "end"]
    place = names.index(name)
    known = dict(outage.instants())
    before = [known[one] for one in names[:place] if one in known]
    after = [known[one] for one in names[place + 1 :] if one in known]
    return all(one <= at for one in before) and all(at <= one for one in after)


def _moved(
    outage: Outage,
    event: str,
    before: Mapping[str, Any],
    reason: str,
    actor: User,
    at: datetime,
) -> Outage:
    check_outage(outage, at)
    outage.version += 1
    changes = _changes(before, outage)
    outage.save(update_fields=[*WORDING, *KEPT, "version"])
    doubt_outage(outage, before)
    _tell(event, outage, changes, actor, at, reason)
    return outage


def _kept(outage: Outage) -> dict[str, Any]:
    return {name: _plain(outage, name) for name in (*WORDING, *KEPT)}


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
