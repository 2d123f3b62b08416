"""Which clocks count by a calendar or an exclusion, and which do not follow it yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.models import Item, Outbox
from slm.models import Clock, Exclusion, Repair
from slm.querysets import ClockQuerySet
from slm.selectors.repairing import records_touched

# By the kind of item: which of its events change clocks…
CHANGED = {
    "calendar": ("calendar.changed",),
    "exclusion": ("exclusion.approved", "exclusion.withdrawn"),
    "repair": ("repair.approved",),
}
# …and which event tells how far the clocks have followed.
FOLLOWED = {
    "calendar": "slm.calendar_followed",
    "exclusion": "slm.exclusion_followed",
    "repair": "slm.repair_followed",
}


@dataclass(frozen=True, slots=True)
class Recalculation:
    """A change that not all clocks follow yet; `at` is its last step."""

    item: Item
    at: datetime
    done: int
    left: int
    is_parked: bool


def _counting_by(calendar_id: int) -> ClockQuerySet:
    return Clock.objects.running_or_paused().filter(
        budget__target__calendar=calendar_id
    )


def _touched_by(exclusion_id: int) -> ClockQuerySet:
    return Clock.objects.touched_by(Exclusion.objects.get(pk=exclusion_id))


def _repaired(repair_id: int) -> ClockQuerySet:
    touched = records_touched(Repair.objects.get(pk=repair_id))
    return Clock.objects.filter(record__in=touched)


_CLOCKS: Mapping[str, Callable[[int], ClockQuerySet]] = {
    "calendar": _counting_by,
    "exclusion": _touched_by,
    "repair": _repaired,
}


def acts_from(item: Item) -> datetime | None:
    """Return since when what was counted may change; None if no past does."""
    if item.kind == "exclusion":
        return Exclusion.objects.get(pk=item.pk).start
    return None


def clocks_following(item: Item) -> ClockQuerySet:
    """
    Return the clocks that count by the item.

    Open clocks follow a calendar; an exclusion touches those that have stopped, too.
    """
    return _CLOCKS[item.kind](item.pk)


def recalculations(*item_ids: int) -> list[Recalculation]:
    """Return what is still being recalculated, because of these items or of any."""
    names = [
        *FOLLOWED.values(),
        *(name for names in CHANGED.values() for name in names),
    ]
    entries = Outbox.objects.filter(
        subscriber__startswith="slm.subscribers.keep_",
        event__name__in=names,
        delivered_at=None,
    )
    if item_ids:
        entries = entries.filter(event__item__in=item_ids)
    found = [_recalculation(one) for one in entries.select_related("event__item")]
    return [one for one in found if one and one.left]


def _recalculation(entry: Outbox) -> Recalculation | None:
    event = entry.event
    if event.item is None:
        return None
    left = event.facts.get("left")
    return Recalculation(
        item=event.item,
        at=event.occurred_at,
        done=event.facts.get("done", 0),
        left=clocks_following(event.item).count() if left is None else left,
        is_parked=entry.parked_at is not None,
    )
