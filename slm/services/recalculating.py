"""Keeping open clocks in step with the hours by which they count."""

from datetime import datetime

from django.db import transaction

from core.events import record_event
from core.models import Item, User
from slm.selectors import FOLLOWED_CALENDAR, clocks_counting_by
from slm.services.deriving import derive_stored

BATCH = 500


@transaction.atomic
def follow_calendar(
    *,
    calendar_id: int,
    after: int = 0,
    done: int = 0,
    left: int | None = None,
    actor: User,
    at: datetime,
    batch: int = BATCH,
) -> int:
    """
    Bring the next open clocks in step with a new version of their calendar.

    What they have counted stays; when they are due moves. One batch, behind the clock
    `after`, so that few are locked at a time; the event recorded with it tells how many
    are `done` and `left`, and whoever hears of it goes on from there. They are counted
    once, unless `left` is given. Returns how many are left.
    """
    waiting = clocks_counting_by(calendar_id).filter(pk__gt=after)
    locked = waiting.select_for_update(of=("self",)).order_by("pk")
    if left is None:
        left = waiting.count()
    found = list(locked[: batch + 1])
    clocks = found[:batch]
    if clocks:
        derive_stored(clocks, at=at)
        after = clocks[-1].pk
    # Some were opened or stopped meanwhile: only what is there says when it is over.
    left = max(left - len(clocks), 1) if found[batch:] else 0
    record_event(
        FOLLOWED_CALENDAR,
        item=Item.objects.get(pk=calendar_id),
        actor=actor,
        at=at,
        facts={"after": after, "done": done + len(clocks), "left": left},
    )
    return left
