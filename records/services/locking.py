"""Locking a record and noting that it changed: what every change begins and ends."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from core.versions import StaleVersion
from records.models import Record
from records.permissions import has_ended
from records.querysets import RecordQuerySet

R = TypeVar("R", bound=Record)

# Longer than anybody waits for a lock, shorter than anything entered late.
MOMENT = timedelta(minutes=1)


class StaleRecord(StaleVersion):
    """Raised when somebody saves a record that another changed meanwhile."""


class EarlierThanLastChange(ValidationError):
    """Raised when an act is dated before the last one, without the right to do so."""


def lock_record(
    records: RecordQuerySet[R], *, number: str, version: int | None = None
) -> R:
    """
    Load the record of that number and keep others from changing it meanwhile.

    `version` is the one that the person saw who now saves.

    :raises Record.DoesNotExist: if `records` holds no such record
    :raises StaleRecord: if the version is no longer the current one
    """
    seen = records.filter(item__number=number).order_by().values("pk")
    # Locking the child's row would leave the record's free; and a full lock would
    # block whoever inserts an entry or a clock that points here.
    locked = Record.objects.select_for_update(no_key=True).only("pk")
    pk = locked.filter(pk__in=seen).values_list("pk", flat=True).first()
    if pk is None:
        raise records.model.DoesNotExist(number)
    # With what nearly every act asks of it.
    related = ("item", "requester", "service", "category")
    record = records.select_related(*related).get(pk=pk)
    if version is not None and version != record.version:
        raise StaleRecord(record)
    return record


def instant_of_act(record: Record, *, actor: User, at: datetime) -> datetime:
    """
    Return when an act on a locked record counts as done.

    Its clock was read before the lock: what another did in that moment came first.
    Whoever may enter things late means the instant that they give.
    """
    is_overtaken = record.updated_at - MOMENT < at < record.updated_at
    if is_overtaken and not actor.has_perm("records.late_entry"):
        return record.updated_at
    return at


def check_instant(record: Record, *, actor: User, at: datetime) -> None:
    """
    Refuse to date an act before the record's last change.

    :raises EarlierThanLastChange: unless the actor may enter things late
    """
    if at < record.opened_at:
        raise EarlierThanLastChange(_("This is before the record was opened."))
    if at < record.updated_at and not actor.has_perm("records.late_entry"):
        raise EarlierThanLastChange(_("This is before the last change of the record."))


def check_change(record: Record, *, actor: User, at: datetime) -> None:
    """
    Refuse to change what a record is about.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is closed
    :raises EarlierThanLastChange: as `check_instant`
    """
    if not actor.has_perm("records.work_record"):
        raise PermissionDenied
    if has_ended(record):
        raise TransitionNotAllowed(_("Nothing can be changed: the record is closed."))
    check_instant(record, actor=actor, at=at)


def note_change(
    record: Record,
    name: str,
    *,
    fields: Iterable[str] = (),
    actor: User,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Event:
    """
    Check and store the changed fields with a new version, and record the event.

    It keeps what figures are derived from, beside `facts`; empty words are left out
    of `personal`.

    :raises ValidationError: if a value is wrong
    """
    _save(record, list(fields), at)
    return record_event(
        name,
        item=record.item,
        actor=actor,
        at=at,
        changes=changes,
        facts={**record.facts(), **(facts or {})},
        personal={key: said for key, said in (personal or {}).items() if said},
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs, each as [before, after]."""
    return {
        name: [value, after[name]]
        for name, value in before.items()
        if value != after[name]
    }


def _save(record: Record, fields: list[str], at: datetime) -> None:
    record.updated_at = max(at, record.updated_at)
    record.version += 1
    record.full_clean(
        exclude=["item", "record_ptr", *_other_relations(record, fields)],
        # The lifecycle keeps them, and the database refuses what would break them.
        validate_constraints=False,
    )
    record.save(update_fields=[*fields, "updated_at", "version"])


def _other_relations(record: Record, fields: list[str]) -> list[str]:
    # That these rows exist was checked when they were put here, and is kept by the
    # database; asking again would be a query for each of them at every act.
    return [
        field.name
        for field in record._meta.fields
        if field.is_relation and field.name not in fields
    ]
