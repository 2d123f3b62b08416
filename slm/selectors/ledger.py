import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from core.models import Event
from core.querysets import Among
from slm.facts import FOLLOWED, Fact
from slm.models import Clock, Point
from slm.reducer import ClockKey, Step
from slm.selectors.kinds import kinds_without_promise


def facts_of(record_ids: Iterable[int]) -> dict[int, list[Fact]]:
    """
    Return, for each record, everything that happened to it and moves clocks.

    Nothing of records about which no agreement promises anything.
    """
    facts: dict[int, list[Fact]] = {}
    rows = (
        Event.objects.named(*FOLLOWED)
        .filter(Among("item_id", record_ids))
        .exclude(item__kind__in=kinds_without_promise())
        .order_by("id")
        .values_list("item_id", "id", "name", "occurred_at", *TOLD)
    )
    for item_id, event_id, name, at, *told in rows:
        if item_id is not None:
            fact = Fact(event_id, name, at, *map(_parsed, told))
            facts.setdefault(item_id, []).append(fact)
    return facts


TOLD = tuple(Cast(name, TextField()) for name in ("facts", "changes"))


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> Mapping[str, Any]:
    # Of thousands of records much the same is told; it is read once, and never altered.
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def points_in_effect(clock_ids: Iterable[int]) -> dict[int, list[Point]]:
    """Return the ledger of each clock without what was superseded."""
    ledgers: dict[int, list[Point]] = {}
    rows = Point.objects.filter(clock__in=list(clock_ids)).order_by("clock", "seq")
    for point in rows:
        ledger = ledgers.setdefault(point.clock_id, [])
        if point.supersedes_from is not None:
            kept = [p for p in ledger if p.seq < point.supersedes_from]
            ledger[:] = kept
        ledger.append(point)
    return ledgers


def step_of(point: Point) -> Step:
    """Return the point as the reducer speaks of it."""
    return Step(
        point.at,
        point.mode,
        point.budget_id,
        point.budget_seconds,
        point.held_by_id,
        point.event_id,
        point.supplier_id,
    )


def steps_before(points: Iterable[Point], end: datetime) -> list[Step]:
    """Return what had happened before an instant: what falls on it comes after."""
    return [step_of(point) for point in points if point.at < end]


def key_of(clock: Clock) -> ClockKey:
    """Return which clock of its record it is."""
    holder_id = clock.team_id or clock.supplier_id
    return ClockKey(clock.metric, clock.leg, holder_id, clock.turn)
