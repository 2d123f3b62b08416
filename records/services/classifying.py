from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.models import User
from records.models import Record
from records.search import index_record
from records.selectors import priority_matrix
from records.services.locking import changed, check_change, note_change

CLASSIFYING = ("impact", "urgency", "priority", "service", "customer", "category")


@transaction.atomic
def reclassify_record(
    record: Record, *, actor: User, at: datetime, reason: str = "", **values: Any
) -> Record:
    """
    Change what a locked record is about: impact, urgency, service, customer, category.

    A `priority` among the values overrides the matrix and needs a `reason`;
    otherwise the priority follows from impact and urgency whenever these change.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is closed
    :raises ValidationError: if nothing changes, or an override has no reason
    """
    check_change(record, actor=actor, at=at)
    before = _class_of(record)
    for name, value in values.items():
        if name not in CLASSIFYING:
            raise TypeError(f"{name} does not classify a record.")
        setattr(record, name, value)
    _set_priority(record, before, values, reason, at)
    changes = changed(_codes(before), _codes(_class_of(record)))
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    note_change(
        record,
        "records.reclassified",
        fields=[*CLASSIFYING, "priority_reason"],
        actor=actor,
        at=at,
        changes=changes,
        facts={
            "has_reason": bool(reason),
            "is_overridden": bool(record.priority_reason),
        },
        personal={"reason": reason},
    )
    index_record(record)
    return record


def _set_priority(
    record: Record,
    before: dict[str, Any],
    values: dict[str, Any],
    reason: str,
    at: datetime,
) -> None:
    computed = priority_matrix(at).priority(record.impact, record.urgency)
    if values.get("priority") not in (None, before["priority"], computed):
        if not reason:
            raise ValidationError(
                {"reason": _("Another priority than the matrix gives needs a reason.")}
            )
        record.priority_reason = reason
        return
    is_assessed = any(
        name in values and values[name] != before[name]
        for name in ("impact", "urgency")
    )
    if is_assessed or values.get("priority") == computed:
        record.priority, record.priority_reason = computed, ""


def _class_of(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in CLASSIFYING}


def _codes(values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in values.items()}
