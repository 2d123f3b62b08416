"""The history of records, as an auditor reads it: who did what when, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.models import Event
from core.trail import Told, told

# Said by another event at the same instant.
REPEATED = "incident."


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a record in words."""

    at: datetime
    recorded_at: datetime | None
    what: str
    who: str
    on_behalf_of: str
    changes: Sequence[tuple[str, str, str]]


def histories(item_ids: Iterable[int]) -> dict[int, list[Happening]]:
    """Return, for each item, everything recorded about it, the oldest first."""
    events = (
        Event.objects.filter(item__in=set(item_ids))
        .exclude(name__startswith=REPEATED)
        .select_related("actor", "on_behalf_of", "data")
        .order_by("occurred_at", "id")
    )
    found: dict[int, list[Happening]] = {}
    for one in told(list(events)):
        if one.event.item_id is not None:
            found.setdefault(one.event.item_id, []).append(_happening(one))
    return found


def _happening(one: Told) -> Happening:
    event = one.event
    return Happening(
        event.occurred_at,
        event.recorded_at if event.is_late else None,
        one.title,
        str(event.actor),
        str(event.on_behalf_of or ""),
        one.changes,
    )
