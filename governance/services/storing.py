"""Locking an improvement, changing its fields, and recording what became of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from core.events import record_event
from core.models import User
from governance.models import Improvement
from records.services import instant_of_act, lock_record

PERSONAL = {"effect", "decision_reason"}


def lock_improvement(
    number: str, actor: User, version: int | None, at: datetime
) -> tuple[Improvement, datetime]:
    """
    Lock an improvement; return it with the instant of what is done to it.

    :raises Improvement.DoesNotExist: if the actor may not see it
    :raises StaleRecord: if the version is no longer the current one
    """
    seen = Improvement.objects.visible_to(actor)
    improvement = lock_record(seen, number=number, version=version)
    return improvement, instant_of_act(improvement, actor=actor, at=at)


def store(improvement: Improvement, changed: Collection[str]) -> None:
    """Check the improvement, and store the fields that changed."""
    if changed:
        improvement.clean()
        improvement.save(update_fields=list(changed))


def record(
    name: str,
    improvement: Improvement,
    actor: User,
    at: datetime,
    changed: Mapping[str, Any],
) -> None:
    """Record an event; what people wrote is kept apart from its other facts."""
    record_event(
        name,
        item=improvement.item,
        actor=actor,
        at=at,
        changes={key: both for key, both in changed.items() if key not in PERSONAL},
        personal={key: both for key, both in changed.items() if key in PERSONAL},
    )
