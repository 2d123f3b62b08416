"""Locking an improvement, changing its fields, and recording what became of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from governance.choices import Unit
from governance.measures import all_measures
from governance.models import Improvement
from records.services import instant_of_act, lock_record

# A share of all, in percent.
WHOLE = 100
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


def check_target(improvement: Improvement) -> None:
    """
    Check that its figure can reach what it is to reach.

    :raises ValidationError: if a share is to be more than all, or less than nothing
    """
    target = improvement.target_value
    if target is None or 0 <= target <= WHOLE:
        return
    for measure in all_measures():
        if (measure.key, measure.unit) == (improvement.measure, Unit.PERCENT):
            text = _("“%s” is a share: it lies between 0 and 100 %%.")
            raise ValidationError({"target_value": text % measure.label})


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
