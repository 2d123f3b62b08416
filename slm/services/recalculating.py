"""Keeping clocks in step with the hours, and the exclusions, by which they count."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.events import record_event
from core.models import Item, User
from slm.models import Clock
from slm.selectors import FOLLOWED, target_book
from slm.selectors.recalculating import acts_from, clocks_following
from slm.services.deriving import derive_stored
from slm.services.doubting import doubt_closed_months
from slm.services.locking import hold_page

BATCH = 500


@transaction.atomic
def recalculate_clocks(
    *,
    item: Item,
    after: int = 0,
    done: int = 0,
    left: int | None = None,
    actor: User,
    at: datetime,
    batch: int = BATCH,
) -> int:
    """
    Bring the next clocks in step with a changed calendar, or a decided exclusion.

    Ledgers stay as they are; what they come to moves. One batch, behind the clock
    `after`, so that few are locked at a time; the event recorded with it tells how many
    are `done` and `left`, and whoever hears of it goes on from there. They are counted
    once, unless `left` is given. Returns how many are left.
    """
    waiting = clocks_following(item).filter(pk__gt=after)
    locked = waiting.select_for_update(of=("self",)).order_by("pk")
    if left is None:
        left = waiting.count()
    found = list(locked[: batch + 1])
    clocks = found[:batch]
    if clocks:
        derive_stored(clocks, at=at)
        _doubt(item, clocks)
        after = clocks[-1].pk
    # Some were opened or stopped meanwhile: only what is there says when it is over.
    left = max(left - len(clocks), 1) if found[batch:] else 0
    record_event(
        FOLLOWED[item.kind],
        item=item,
        actor=actor,
        at=at,
        facts={"after": after, "done": done + len(clocks), "left": left},
    )
    return left


def _doubt(item: Item, clocks: Sequence[Clock]) -> None:
    since = acts_from(item)
    if since is not None:
        hold_page()
        closed_until = target_book().closed_until
        doubt_closed_months(clocks, since=since, closed_until=closed_until)
