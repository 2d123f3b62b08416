"""What is stored beside incidents: thresholds crossed, ratings and attachments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.models import Person
from core.evidence_rows import ANY, Change, Parts, agrees, has_row, personal, rows_below
from core.models import Event
from records.models import Rating
from slm.models import Crossing
from workflow.models import Attachment

CROSSED, WITHDRAWN = "slm.threshold_crossed", "slm.threshold_withdrawn"
RATED = "records.rated"
ADDED, REMOVED = "attachment.added", "attachment.removed"


def rows_beside(ids: Sequence[int]) -> list[Mapping[int, Parts]]:
    own = Q(record__in=ids)
    crossings = Crossing.objects.filter(clock__record__in=ids)
    attachments = Attachment.objects.filter(item__in=ids)
    return [
        rows_below(crossings, "clock__record", "crossing"),
        rows_below(Rating.objects.filter(own), "record", "rating"),
        rows_below(attachments, "item", "attachment", apart=("removed_at",)),
    ]


def keeps_beside(event: Event, parts: Parts) -> bool:
    """Whether what the event stored beside the incident is still there."""
    if event.name in (CROSSED, WITHDRAWN):
        return has_row(parts, "crossing", event=event.pk)
    if event.name == RATED:
        return has_row(parts, "rating", score=event.facts["score"])
    return event.name != ADDED or f"attachment {event.facts['attachment']}" in parts


def is_crossing(change: Change) -> bool:
    """Whether it is a new row of the threshold that an event says was crossed."""

    def said(event: Event) -> Mapping[str, Any]:
        of = {name: event.facts.get(name) for name in ("clock", "budget", "percent")}
        turns = [
            one
            for one in change.history
            if one.name == CROSSED and one.pk <= event.pk and agrees(one.facts, of)
        ]
        return {
            **of,
            "turn": len(turns),
            "is_withdrawal": event.name == WITHDRAWN,
            "is_carried": event.facts.get("is_carried"),
            "crossed_at": event.occurred_at,
        }

    return bool(change.recorded(CROSSED, WITHDRAWN)) and change.is_written(said)


def is_rating(change: Change) -> bool:
    """Whether it is the row of the rating that was given since."""
    return _is_new_row(change, change.recorded(RATED), _rating)


def _rating(event: Event) -> Mapping[str, Any]:
    rater = Person.objects.filter(user=event.actor_id).values_list("pk", flat=True)
    return {
        "record": event.item_id,
        "person": rater.first(),
        "score": event.facts["score"],
        "comment": ANY if event.has_lost_values else personal(event).get("comment"),
        "rated_at": event.occurred_at,
    }


def is_attachment(change: Change) -> bool:
    """Whether it is the row of a file that was added since."""
    pk = int(change.part.split()[1])
    added = [one for one in change.recorded(ADDED) if one.facts["attachment"] == pk]
    return _is_new_row(change, added, _attachment)


def _attachment(event: Event) -> Mapping[str, Any]:
    return {
        "item": event.item_id,
        "name": ANY if event.has_lost_values else personal(event).get("name"),
        "size": event.facts["size"],
        "sha256": event.facts["sha256"],
        "content_type": event.facts["type"],
        "visibility": event.facts["visibility"],
        "added_by": event.actor_id,
        "added_at": event.occurred_at,
    }


def removed_at(change: Change) -> Any:
    """Return when the attachment was removed, if it was."""
    pk = int(change.part.split()[1])
    for event in change.history:
        if event.name == REMOVED and event.facts["attachment"] == pk:
            return event.occurred_at
    return None


def _is_new_row(change: Change, told: Sequence[Event], said: Any) -> bool:
    is_row = not change.was and isinstance(change.value, dict)
    return is_row and any(agrees(change.value, said(event)) for event in told)
