from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.definition import (
    Definition,
    DefinitionError,
    agree_definition,
)
from calendars.hours import Hours, NoOpenTime, OutOfRange
from calendars.localtime import tzdata_version
from calendars.models import Calendar, CalendarVersion
from core.events import record_event
from core.models import User
from core.numbers import new_item
from core.versions import check_version


@transaction.atomic
def create_calendar(
    *,
    name: str,
    definition: Mapping[str, Any],
    valid_from: datetime,
    description: str = "",
    actor: User,
    at: datetime,
) -> Calendar:
    """
    Make a calendar with its first version.

    `definition` is in the form that `calendars.definition` reads.

    :raises PermissionDenied: if the actor may not manage calendars
    :raises ValidationError: if the definition is not one, or never opens
    """
    _check_permission(actor)
    agreed = _read(name, definition, valid_from)
    calendar = Calendar(item=new_item("calendar"), name=name, description=description)
    calendar.full_clean()
    calendar.save(force_insert=True)
    version = _save_version(calendar, 1, agreed, valid_from, actor, at)
    record_event(
        "calendar.created",
        item=calendar.item,
        actor=actor,
        at=at,
        changes={"name": [None, name], **_changes(None, version)},
        facts={"version": version.pk, "tzdata": version.tzdata_version},
    )
    return calendar


@transaction.atomic
def add_calendar_version(
    *,
    number: str,
    definition: Mapping[str, Any],
    valid_from: datetime,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> CalendarVersion:
    """
    Agree on other hours from an instant on; what lies before counts as it did.

    `version` is the number of the newest that the person saw who now saves.

    :raises Calendar.DoesNotExist: if the actor may not see such a calendar
    :raises PermissionDenied: if the actor may not manage calendars
    :raises StaleVersion: if the version is no longer the newest one
    :raises ValidationError: if the definition is not one, never opens, or begins
        before the version it follows or before now
    """
    calendar = _lock_calendar(number, actor)
    _check_permission(actor)
    check_version(calendar, version)
    before = calendar.versions.latest("valid_from")
    _check_order(before, valid_from, at)
    agreed = _read(calendar.name, definition, valid_from)
    made = _save_version(calendar, before.number + 1, agreed, valid_from, actor, at)
    record_event(
        "calendar.changed",
        item=calendar.item,
        actor=actor,
        at=at,
        changes=_changes(before, made),
        facts={"version": made.pk, "tzdata": made.tzdata_version},
    )
    return made


def _lock_calendar(number: str, actor: User) -> Calendar:
    # Two people at once must get two numbers, and each see what the other agreed.
    return (
        Calendar.objects.visible_to(actor)
        .select_for_update(no_key=True, of=("self",))
        .select_related("item")
        .get(item__number=number)
    )


def _check_permission(actor: User) -> None:
    if not actor.has_perm("calendars.manage_calendar"):
        raise PermissionDenied


def _check_order(before: CalendarVersion, valid_from: datetime, at: datetime) -> None:
    if valid_from <= before.valid_from:
        message = _("A version begins after the one that it follows.")
        raise ValidationError({"valid_from": message}, code="order")
    if valid_from < at:
        # Time that has been counted stays as it was counted.
        message = _("A version cannot begin in the past.")
        raise ValidationError({"valid_from": message}, code="past")


def _read(name: str, definition: Mapping[str, Any], valid_from: datetime) -> Definition:
    if valid_from.tzinfo is None:
        message = _("A version begins at an instant with a time zone.")
        raise ValidationError({"valid_from": message}, code="zone")
    try:
        agreed = agree_definition(definition)
        Hours(agreed, name).next_opening(valid_from)
    except DefinitionError as error:
        messages = [
            f"{problem.where}: {_(problem.template) % problem.params}"
            for problem in error.problems
        ]
        raise ValidationError({"definition": messages}, code="definition") from error
    except NoOpenTime as error:
        message = _("“%(name)s” never opens within 20 years.") % {"name": name}
        raise ValidationError({"definition": message}, code="never_open") from error
    except OutOfRange as error:
        message = _("Calendars cover the years 1900 to 2199 only.")
        raise ValidationError({"valid_from": message}, code="range") from error
    return agreed


def _save_version(
    calendar: Calendar,
    number: int,
    agreed: Definition,
    valid_from: datetime,
    actor: User,
    at: datetime,
) -> CalendarVersion:
    version = CalendarVersion(
        calendar=calendar,
        number=number,
        valid_from=valid_from,
        definition=agreed.to_json(),
        tzdata_version=tzdata_version(),
        created_at=at,
        created_by=actor,
    )
    version.full_clean()
    version.save(force_insert=True)
    return version


def _changes(
    before: CalendarVersion | None, after: CalendarVersion
) -> dict[str, list[Any]]:
    return {
        "number": [before.number if before else None, after.number],
        "valid_from": [
            before.valid_from.isoformat() if before else None,
            after.valid_from.isoformat(),
        ],
        "definition": [before.definition if before else None, after.definition],
    }
