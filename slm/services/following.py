"""Keeping the clocks of a record in step with what happens to it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from slm.choices import Leg
from slm.models import Clock, Point
from slm.reducer import ClockKey, Step, amend, fold, unpromised
from slm.selectors import (
    Reader,
    facts_of,
    key_of,
    points_in_effect,
    step_of,
    to_instant,
)
from slm.services.deriving import derive
from slm.services.doubting import doubt_closed_months
from slm.services.locking import hold_page


@transaction.atomic(savepoint=False)
def follow_record(*, record_id: int, at: datetime, afresh: bool = False) -> list[Clock]:
    """
    Bring the ledgers of a record's clocks in step with its events, and the caches.

    The record is locked. Thresholds crossed up to `at` are recorded too. `afresh` if
    it is about something else now, to which other exclusions may apply. Returns the
    clocks that moved, or were derived anew.
    """
    # By id, so that two who lock the clocks of one record never wait in a circle.
    locked = Clock.objects.filter(record=record_id).select_for_update().order_by("id")
    clocks = {key_of(clock): clock for clock in locked}
    stored = points_in_effect(clock.pk for clock in clocks.values())
    hold_page()
    reader = Reader()
    facts = facts_of([record_id]).get(record_id, [])
    wanted = fold(facts, book=reader.book, seconds_of=reader.seconds_of)
    for key in clocks.keys() - wanted.keys():
        wanted[key] = unpromised([step_of(p) for p in stored[clocks[key].pk]])
    moved: dict[int, Clock] = {}
    ledgers: dict[int, list[Step]] = {}
    points: list[Point] = []
    for key, steps in wanted.items():
        clock = clocks.get(key) or start_clock(record_id, key, steps[0])
        added = amendments(clock, stored.get(clock.pk, []), steps)
        if added or (afresh and reader.rules):
            points += added
            moved[clock.pk], ledgers[clock.pk] = clock, steps
    if moved:
        Point.objects.bulk_create(points)
        # What comes late is read as of the last thing known to have happened.
        as_of = max([at, *(fact.at for fact in facts)])
        derive(list(moved.values()), ledgers, reader=reader, at=as_of)
        since = [point.at for point in points]
        since += [to_instant(rule.start) for rule in reader.rules] if afresh else []
        doubt_closed_months(
            moved.values(),
            since=min(since),
            closed_until=reader.book.closed_until,
        )
    return list(moved.values())


def start_clock(record_id: int, key: ClockKey, first: Step) -> Clock:
    """Make the row of a clock whose ledger is about to begin."""
    return Clock.objects.create(
        record_id=record_id,
        metric=key.metric,
        leg=key.leg,
        team_id=key.holder_id if key.leg == Leg.OLA else None,
        supplier_id=key.holder_id if key.leg == Leg.UC else None,
        turn=key.turn,
        budget_id=first.budget_id,
        budget_seconds=first.budget_seconds,
        mode=first.mode,
        started_at=first.at,
    )


def amendments(
    clock: Clock, stored: Sequence[Point], wanted: Sequence[Step]
) -> list[Point]:
    """Return the points to append so that the ledger of the clock says `wanted`."""
    amendment = amend([step_of(point) for point in stored], wanted)
    first_gone = (
        stored[amendment.supersedes].seq if amendment.supersedes is not None else None
    )
    # The last point ever appended is always in effect.
    seq = stored[-1].seq if stored else 0
    return [
        Point(
            clock=clock,
            seq=seq + place,
            at=step.at,
            mode=step.mode,
            budget_id=step.budget_id,
            budget_seconds=step.budget_seconds,
            held_by_id=step.held_by_id,
            event_id=step.event_id,
            supplier_id=step.supplier_id,
            supersedes_from=first_gone if place == 1 else None,
        )
        for place, step in enumerate(amendment.steps, 1)
    ]
