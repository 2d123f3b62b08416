"""Deriving every clock anew from events and agreements alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import transaction
from django.db.models import Max

from core.models import Event
from records.models import Record
from slm.choices import HALTED, Mode
from slm.models import Clock
from slm.reducer import ClockKey, Step, fold, unpromised
from slm.selectors import (
    Reader,
    facts_of,
    key_of,
    steps_in_effect,
)
from slm.services.caching import CACHED, refresh
from slm.services.crossing import crossed_in, standings_of
from slm.services.deriving import derive_stored
from slm.services.following import follow_record

CHUNK = 200
# The sweep comes every minute: what is due since then may still be unrecorded.
LAG = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def _no_progress(done: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that does not follow from the events."""

    record_id: int
    clock: str
    where: str
    stored: str
    derived: str

    def __str__(self) -> str:
        return (
            f"record {self.record_id}, {self.clock}: {self.where} is {self.stored}, "
            f"should be {self.derived}"
        )


def check_clocks(
    *, at: datetime, progress: Callable[[int], None] = _no_progress
) -> Iterator[Difference]:
    """
    Yield every difference between what is stored and what follows from the events.

    Reads events and agreements; ledger and cache are only compared with.
    """
    done = 0
    for chunk in _chunks():
        yield from _Check(chunk, at).differences()
        done += len(chunk)
        progress(done)


def clock_differences(*, record_id: int) -> list[Difference]:
    """Return what is stored of a record's clocks and does not follow from its events."""
    events = Event.objects.filter(item=record_id)
    last = events.aggregate(last=Max("occurred_at"))["last"]
    return list(_Check([record_id], last).differences()) if last else []


class _Check:
    """A comparison of some records: what follows from events, and what is stored."""

    def __init__(self, record_ids: list[int], at: datetime) -> None:
        self.at = at
        self.reader = Reader()
        self.record_ids = record_ids
        self.wanted = {
            record_id: fold(
                facts, book=self.reader.book, seconds_of=self.reader.seconds_of
            )
            for record_id, facts in facts_of(record_ids).items()
        }
        clocks = list(Clock.objects.filter(record__in=record_ids))
        self.stored: dict[int, dict[ClockKey, Clock]] = {}
        for clock in clocks:
            self.stored.setdefault(clock.record_id, {})[key_of(clock)] = clock
        self.ledgers = steps_in_effect(clock.pk for clock in clocks)
        self.standings = standings_of(clocks)
        self.rules = self.reader.rules_for(clocks)

    def differences(self) -> Iterator[Difference]:
        for record_id in self.record_ids:
            have = self.stored.get(record_id, {})
            want = self.wanted.get(record_id, {})
            for key in sorted({*have, *want}, key=str):
                clock, steps = have.get(key), want.get(key, [])
                for where, stored, derived in self._compare(key, clock, steps):
                    name = f"{key.leg} {key.metric}" + f" {key.turn}" * (key.turn > 1)
                    yield Difference(record_id, name, where, str(stored), str(derived))

    def _compare(
        self, key: ClockKey, clock: Clock | None, steps: list[Step]
    ) -> Iterator[tuple[str, object, object]]:
        ledger = self.ledgers.get(clock.pk, []) if clock else []
        if not ledger:
            yield "the ledger", "missing", f"{len(steps)} points"
        if clock is None or not ledger:
            return
        steps = steps or unpromised(ledger)
        for place, (old, new) in enumerate(zip_longest(ledger, steps), 1):
            if old != new:
                yield f"ledger point {place}", old, new
        yield from self._compare_cache(clock, steps)

    def _compare_cache(
        self, clock: Clock, steps: list[Step]
    ) -> Iterator[tuple[str, object, object]]:
        fresh = Clock(pk=clock.pk)
        rules = self.rules[clock.pk]
        reading = refresh(fresh, steps, rules, reader=self.reader, at=self.at)
        crossed, recorded = crossed_in(reading), self.standings[clock.pk]
        if fresh.mode == Mode.VOID:
            # Nothing more is recorded of it; what is must still be true.
            crossed = {key: at for key, at in crossed.items() if key in recorded}
        # What stops a clock brings it up to date: only of a running one may be due
        # what the sweep has not come to.
        lag = timedelta() if fresh.mode in HALTED else LAG
        standing = {key: one.at for key, one in recorded.items() if one.stands}
        due = {
            key: at
            for key, at in crossed.items()
            if key not in standing and self.at - lag < at <= self.at
        }
        for key in sorted({*crossed, *standing} - due.keys()):
            old, new = standing.get(key), crossed.get(key)
            if old != new:
                yield f"threshold {key[1]} % of budget {key[0]}", old, new
        yield from self._compare_figures(clock, fresh, steps, due.values())

    def _compare_figures(
        self, clock: Clock, fresh: Clock, steps: list[Step], due: Iterable[datetime]
    ) -> Iterator[tuple[str, object, object]]:
        """Compare with the figures of now or, if something is due, of just before."""
        differing = _differing(clock, fresh)
        if differing and (first := min(due, default=None)):
            before = Clock(pk=clock.pk)
            rules = self.rules[clock.pk]
            refresh(before, steps, rules, reader=self.reader, at=first - SECOND)
            differing = differing if _differing(clock, before) else []
        yield from differing


def _differing(clock: Clock, derived: Clock) -> list[tuple[str, object, object]]:
    names = ["budget_id" if name == "budget" else name for name in CACHED]
    pairs = [(name, getattr(clock, name), getattr(derived, name)) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]


def rebuild_clocks(
    *, at: datetime, progress: Callable[[int], None] = _no_progress
) -> int:
    """
    Append to the ledgers what is missing or wrong, and set all caches anew.

    Returns how many records had a clock whose ledger was amended.
    """
    amended = done = 0
    for chunk in _chunks():
        for record_id in chunk:
            with transaction.atomic():
                # Record first, then clocks: the order in which everybody locks.
                Record.objects.select_for_update(no_key=True).get(pk=record_id)
                amended += bool(follow_record(record_id=record_id, at=at))
                _derive_all(record_id, at)
        done += len(chunk)
        progress(done)
    return amended


def _derive_all(record_id: int, at: datetime) -> None:
    locked = Clock.objects.filter(record=record_id).select_for_update().order_by("id")
    derive_stored(list(locked), at=at)


def _chunks() -> Iterator[list[int]]:
    chunk: list[int] = []
    opened = Event.objects.named("records.opened").order_by("id")
    for item_id in opened.values_list("item_id", flat=True).iterator():
        if item_id is not None:
            chunk.append(item_id)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
