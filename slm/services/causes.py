"""Keeping the list of causes for which promises are broken."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from core.versions import check_version
from slm.models import BreachCause


@transaction.atomic
def add_cause(*, name: str, actor: User, at: datetime) -> BreachCause:
    """
    Add a cause to the list.

    :raises PermissionDenied: if the actor may not manage agreements
    :raises ValidationError: if it has no name, or there is such a cause
    """
    _check(actor)
    cause = BreachCause(name=" ".join(name.split()))
    cause.full_clean()
    cause.save(force_insert=True)
    _record("breach.cause_added", cause, {"name": [None, cause.name]}, actor, at)
    return cause


@transaction.atomic
def change_cause(
    *,
    cause_id: int,
    name: str,
    is_active: bool,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> BreachCause:
    """
    Rename a cause, or no longer offer it. Raises as `add_cause`.

    :raises BreachCause.DoesNotExist: if there is none
    :raises StaleVersion: if the version is no longer the current one
    """
    _check(actor)
    cause = BreachCause.objects.select_for_update().get(pk=cause_id)
    check_version(cause, version)
    wanted = {"name": " ".join(name.split()), "is_active": is_active}
    before = {field: getattr(cause, field) for field in wanted}
    changes = {f: [before[f], wanted[f]] for f in wanted if before[f] != wanted[f]}
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    for field, value in wanted.items():
        setattr(cause, field, value)
    cause.version += 1
    cause.full_clean()
    cause.save()
    _record("breach.cause_changed", cause, changes, actor, at)
    return cause


def _record(
    name: str, cause: BreachCause, changes: dict[str, Any], actor: User, at: datetime
) -> None:
    record_event(
        name,
        item=None,
        actor=actor,
        at=at,
        changes=changes,
        facts={"cause": cause.pk},
    )


def _check(actor: User) -> None:
    if not actor.has_perm("slm.manage_agreement"):
        raise PermissionDenied
