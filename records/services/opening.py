from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from core.events import record_event
from core.models import User
from core.numbers import new_item
from records.models import Record
from records.search import index_record
from records.selectors import priority_matrix
from records.services.holding import check_assignee, start_holding

R = TypeVar("R", bound=Record)


@transaction.atomic
def open_record(record: R, *, kind: str, state: str, actor: User, at: datetime) -> R:
    """
    Give a new record its number, its first state and its priority, and store it.

    The priority follows from impact and urgency unless it was set with a reason.

    :raises ValidationError: if a value is missing or wrong
    """
    standing = record.lifecycle.standing(state)
    matrix = priority_matrix(at)
    computed = matrix.priority(record.impact, record.urgency)
    if record.priority is None or not record.priority_reason:
        record.priority = computed
    check_assignee(record.team, record.assignee)
    record.kind, record.state = kind, state
    record.phase, record.waiting_for = standing.phase, standing.waiting_for or ""
    record.opened_by = actor
    record.opened_at = record.updated_at = at
    record.full_clean(exclude=["item", "record_ptr"])
    record.item = new_item(kind)
    # Django would first try to update a parent row whose key is already set.
    record.save(force_insert=(models.Model,))
    index_record(record)
    event = record_event(
        "records.opened",
        item=record.item,
        actor=actor,
        at=at,
        facts={**record.facts(), "matrix": matrix.version, "computed": computed},
        personal={
            "title": record.title,
            "description": record.description,
            "requester": record.requester.name,
            "priority_reason": record.priority_reason,
        },
    )
    if record.team_id or record.assignee_id:
        start_holding(record, event=event, at=at)
    return record
