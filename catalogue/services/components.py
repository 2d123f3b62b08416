"""Naming the parts that services rest on."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Component
from catalogue.services.locking import check_may_manage
from core.events import record_event
from core.models import User
from core.numbers import new_item
from core.versions import check_version

PLAIN = ("name", "team", "person", "supplier")
TEXTS = ("description",)


@transaction.atomic
def create_component(*, actor: User, at: datetime, **values: Any) -> Component:
    """
    Name a part that services may rest on.

    :raises PermissionDenied: if the actor may not manage services
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    component = Component(item=new_item("component"), **values)
    component.full_clean()
    component.save(force_insert=True)
    record_event(
        "component.created",
        item=component.item,
        actor=actor,
        at=at,
        facts={"name": component.name},
    )
    return component


@transaction.atomic
def edit_component(
    *, number: str, version: int | None = None, actor: User, at: datetime, **values: Any
) -> Component:
    """
    Change what is said of a component.

    :raises Component.DoesNotExist: if the actor may not see such a component
    :raises PermissionDenied: if the actor may not manage services
    :raises StaleVersion: if somebody else changed it meanwhile
    :raises ValidationError: if nothing changes, or a value is missing or wrong
    """
    rows = Component.objects.visible_to(actor).select_for_update(no_key=True)
    component = rows.get(item__number=number)
    check_may_manage(actor)
    check_version(component, version)
    pairs = {
        name: [getattr(component, name), value]
        for name, value in values.items()
        if name in (*PLAIN, *TEXTS) and getattr(component, name) != value
    }
    if not pairs:
        raise ValidationError(_("Nothing was changed."))
    for name, (_before, after) in pairs.items():
        setattr(component, name, after)
    component.version += 1
    component.full_clean()
    component.save(update_fields=[*pairs, "version"])
    record_event(
        "component.edited",
        item=component.item,
        actor=actor,
        at=at,
        changes={
            **{n: [_code(a), _code(b)] for n, (a, b) in pairs.items() if n in PLAIN},
            "version": [component.version - 1, component.version],
        },
        facts={"fields": sorted(pairs)},
        personal={n: pair for n, pair in pairs.items() if n in TEXTS} or None,
    )
    return component


def _code(value: Any) -> Any:
    return getattr(value, "pk", value)
