import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from core.models import Event
from core.querysets import Among, WithoutKeys
from slm.facts import FOLLOWED, Fact
from slm.models import Clock, Point
from slm.reducer import ClockKey, Step
from slm.selectors.kinds import kinds_without_promise


def facts_of(record_ids: Iterable[int]) -> dict[int, list[Fact]]:
    """
    Return, for each record, everything that happened to it and moves clocks.

    Nothing of records about which no agreement promises anything; of what was said then
    and changed no `INSTANTS`.
    """
    facts: dict[int, list[Fact]] = {}
    ours = kinds_without_promise()
    rows = (
        Event.objects.named(*FOLLOWED)
        .filter(Among("item_id", record_ids))
        .order_by("id")
        .values_list("item_id", "id", "name", "occurred_at", *TOLD)
    )
    for item_id, event_id, name, at, *told in rows:
        fact = Fact(event_id, name, at, *map(_parsed, told))
        if item_id is not None and fact.facts["kind"] not in ours:
            facts.setdefault(item_id, []).append(fact)
    return facts


# No clock asks for them, and no two records have them alike.
INSTANTS = ("opened_at", "expected_at", "resolved_at", "closed_at")
TOLD = tuple(
    Cast(WithoutKeys(name, INSTANTS), TextField()) for name in ("facts", "changes")
)


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> Mapping[str, Any]:
    # Of thousands of records much the same is told; it is read once, and never altered.
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def points_in_effect(clock_ids: Iterable[int]) -> dict[int, list[Point]]:
    """Return the ledger of each clock without what was superseded."""
    rows = _ledgers(clock_ids)
    return _in_effect((p.clock_id, p.seq, p.supersedes_from, p) for p in rows)


def steps_in_effect(clock_ids: Iterable[int]) -> dict[int, list[Step]]:
    """Return the same as the reducer speaks of it; much faster for thousands of clocks."""
    rows = _ledgers(clock_ids).values_list("clock", "seq", "supersedes_from", *SAID)
    return _in_effect((*row[:3], Step(*row[3:])) for row in rows)


SAID = (
    "at",
    "mode",
    "budget",
    "budget_seconds",
    "held_by",
    "event",
    "supplier",
)
T = TypeVar("T")


def _ledgers(clock_ids: Iterable[int]) -> QuerySet[Point]:
    return Point.objects.filter(Among("clock_id", clock_ids)).order_by("clock", "seq")


def _in_effect(rows: Iterable[tuple[int, int, int | None, T]]) -> dict[int, list[T]]:
    ledgers: dict[int, list[tuple[int, T]]] = {}
    for clock_id, seq, supersedes_from, said in rows:
        ledger = ledgers.setdefault(clock_id, [])
        if supersedes_from is not None:
            ledger[:] = [one for one in ledger if one[0] < supersedes_from]
        ledger.append((seq, said))
    return {pk: [said for _seq, said in ledger] for pk, ledger in ledgers.items()}


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


def steps_before(steps: Iterable[Step], end: datetime) -> list[Step]:
    """Return what had happened before an instant: what falls on it comes after."""
    return [step for step in steps if step.at < end]


def key_of(clock: Clock) -> ClockKey:
    """Return which clock of its record it is."""
    holder_id = clock.team_id or clock.supplier_id
    return ClockKey(clock.metric, clock.leg, holder_id, clock.turn)
