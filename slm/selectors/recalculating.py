"""Which clocks count by a calendar, and which calendars they do not follow yet."""

from dataclasses import dataclass
from datetime import datetime

from core.models import Item, Outbox
from slm.models import Clock
from slm.querysets import ClockQuerySet

CHANGED_CALENDAR = "calendar.changed"
FOLLOWED_CALENDAR = "slm.calendar_followed"


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A change of a calendar that not all open clocks follow yet; `at` is its last step."""

    calendar: Item
    at: datetime
    done: int
    left: int
    is_parked: bool


def clocks_counting_by(calendar_id: int) -> ClockQuerySet:
    """Return the open clocks whose target counts by the calendar."""
    return Clock.objects.running_or_paused().filter(
        budget__target__calendar=calendar_id
    )


def recalculations(calendar_id: int | None = None) -> list[Recalculation]:
    """Return what is still being recalculated, of one calendar or of all."""
    entries = Outbox.objects.filter(
        subscriber__startswith="slm.",
        event__name__in=[CHANGED_CALENDAR, FOLLOWED_CALENDAR],
        delivered_at=None,
    )
    if calendar_id is not None:
        entries = entries.filter(event__item=calendar_id)
    found = [_recalculation(one) for one in entries.select_related("event__item")]
    return [one for one in found if one and one.left]


def _recalculation(entry: Outbox) -> Recalculation | None:
    event = entry.event
    if event.item is None:
        return None
    left = event.facts.get("left")
    return Recalculation(
        calendar=event.item,
        at=event.occurred_at,
        done=event.facts.get("done", 0),
        left=clocks_counting_by(event.item.pk).count() if left is None else left,
        is_parked=entry.parked_at is not None,
    )
