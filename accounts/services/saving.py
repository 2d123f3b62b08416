"""Storing who and where people are, with an event for each change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Location, Organisation, Person, Team
from core.events import record_event
from core.models import User
from core.versions import check_version

M = TypeVar("M", Person, Organisation, Team, Location)

MANAGE = "accounts.manage_people"
# Free text, which an erasure must be able to remove from the trail.
PERSONAL = {"name", "email", "phone", "address", "description"}


def check_may_manage(actor: User) -> None:
    """:raises PermissionDenied: unless the actor may manage people"""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied


def lock(rows: "models.QuerySet[M]", pk: int, version: int | None = None) -> M:
    """
    Load a row and keep others from changing it meanwhile.

    :raises Model.DoesNotExist: if `rows` holds no such row
    :raises StaleVersion: if the version is no longer the current one
    """
    # Not over the joins by which it is visible: those rows stay free.
    plain = rows.model._default_manager.filter(pk__in=rows.filter(pk=pk).values("pk"))
    found = plain.select_for_update(no_key=True).get()
    check_version(found, version)
    return found


def store_new(row: M, *, actor: User, at: datetime) -> M:
    """Check and store a new row, and record that it was made."""
    row.full_clean()
    row.save(force_insert=True)
    values = {name: getattr(row, name) for name in _fields_of(row)}
    kind = _kind_of(row)
    record_event(
        f"{kind}.created",
        item=None,
        actor=actor,
        at=at,
        facts={
            kind: row.pk,
            **{n: _code(v) for n, v in values.items() if n not in PERSONAL},
        },
        personal={n: str(v) for n, v in values.items() if n in PERSONAL and v},
    )
    return row


def store_changes(row: M, values: Mapping[str, Any], *, actor: User, at: datetime) -> M:
    """
    Check and store the changed values of a locked row, and record what changed.

    :raises ValidationError: if nothing changes or a value is wrong
    """
    before = {name: getattr(row, name) for name in values}
    changed: list[str] = [
        name for name, value in values.items() if before[name] != value
    ]
    if not changed:
        raise ValidationError(_("Nothing was changed."))
    for name in changed:
        setattr(row, name, values[name])
    fields = list(changed)
    if not isinstance(row, Location):
        row.version += 1
        fields.append("version")
    row.full_clean()
    row.save(update_fields=fields)
    pairs = {name: [before[name], getattr(row, name)] for name in changed}
    kind = _kind_of(row)
    record_event(
        f"{kind}.edited",
        item=None,
        actor=actor,
        at=at,
        facts={kind: row.pk, "fields": sorted(changed)},
        changes={
            n: [_code(a), _code(b)] for n, (a, b) in pairs.items() if n not in PERSONAL
        },
        personal={n: [str(a), str(b)] for n, (a, b) in pairs.items() if n in PERSONAL},
    )
    return row


def _kind_of(row: models.Model) -> str:
    return row._meta.model_name or ""


def _fields_of(row: models.Model) -> list[str]:
    return [
        field.name
        for field in row._meta.concrete_fields
        if field.name not in ("id", "version")
    ]


def _code(value: Any) -> Any:
    return getattr(value, "pk", value)
