"""Clocks as they stood when a period ended, whatever became of them since."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from core.evidence import Period
from slm.choices import Leg, Metric, Verdict
from slm.clockwork import Reading
from slm.models import Clock
from slm.querysets import ClockQuerySet
from slm.selectors.compliance import (
    ComplianceRow,
    Tally,
    promised_within,
    rows_of,
)
from slm.selectors.instants import to_instant
from slm.selectors.ledger import steps_before, steps_in_effect
from slm.selectors.reading import Reader

VERDICTS = {
    "running": Verdict.OPEN.value,
    "met": Verdict.MET.value,
    "breached": Verdict.BREACHED.value,
    "void": Verdict.VOID.value,
}


class Outcome(NamedTuple):
    """What a clock had come to at the end of a period; times in service seconds."""

    clock_id: int
    record_id: int
    metric: str
    budget_id: int
    verdict: str
    verdict_at: datetime
    was_relaxed: bool
    elapsed: int
    paused: int
    excluded: int


def outcomes(
    period: Period, *, leg: str = Leg.SLA, records: QuerySet[Any] | None = None
) -> list[Outcome]:
    """
    Return the clocks whose verdict fell within the period, as it was at its end.

    A clock that has not moved since is taken as it is kept; of one that was open at
    the end, or moved on after it, the ledger up to the end is read: reopened later,
    it counts where it was met; late later, it does not count as late.
    """
    clocks = Clock.objects.filter(leg=leg)
    if records is not None:
        clocks = clocks.filter(record__in=records)
    found = [as_kept(clock) for clock in settled_within(period, clocks)]
    found += read_at_end(moving_at(period, clocks), period)
    return sorted(found, key=lambda one: one.clock_id)


def settled_within(
    period: Period, clocks: ClockQuerySet | None = None
) -> ClockQuerySet:
    """Return those decided in the period that had stopped by its end, and rest since."""
    clocks = Clock.objects.all() if clocks is None else clocks
    return clocks.filter(stopped_at__lt=period.end).decided_within(period)


def moving_at(period: Period, clocks: ClockQuerySet | None = None) -> ClockQuerySet:
    """Return those that were open at the end of the period, or moved on after it."""
    clocks = Clock.objects.all() if clocks is None else clocks
    return clocks.filter(started_at__lt=period.end).filter(
        Q(stopped_at=None) | Q(stopped_at__gte=period.end)
    )


def as_kept(clock: Clock) -> Outcome:
    """Return what a clock that rests has come to."""
    if clock.verdict_at is None:
        raise ValueError("A clock without a verdict is no outcome.")
    return Outcome(
        clock_id=clock.pk,
        record_id=clock.record_id,
        metric=clock.metric,
        budget_id=clock.budget_id,
        verdict=clock.verdict,
        verdict_at=clock.verdict_at,
        was_relaxed=clock.was_relaxed,
        elapsed=clock.elapsed_seconds,
        paused=clock.paused_seconds,
        excluded=clock.excluded_seconds,
    )


def read_at_end(found: Iterable[Clock], period: Period) -> Iterable[Outcome]:
    """Yield what these clocks had come to by their ledgers, if that fell in the period."""
    clocks = list(found)
    ledgers = steps_in_effect(clock.pk for clock in clocks)
    reader = Reader()
    rules = reader.rules_for(clocks)
    for clock in clocks:
        steps = steps_before(ledgers.get(clock.pk, []), period.end)
        if not steps:
            continue
        reading = reader.read(steps, rules[clock.pk], as_of=period.end)
        decided = decided_at(reading)
        if decided and period.start <= decided < period.end:
            about = {"record_id": clock.record_id, "metric": clock.metric}
            yield outcome_of(reading, decided, clock_id=clock.pk, **about)


def outcome_of(
    reading: Reading, at: datetime, *, clock_id: int, record_id: int, metric: str
) -> Outcome:
    """Return what a clock that was read had come to, decided at that instant."""
    return Outcome(
        clock_id=clock_id,
        record_id=record_id,
        metric=metric,
        budget_id=reading.terms.target,
        verdict=VERDICTS[reading.verdict],
        verdict_at=at,
        was_relaxed=reading.is_relaxed,
        elapsed=reading.elapsed,
        paused=reading.paused,
        excluded=reading.excluded,
    )


def decided_at(reading: Reading) -> datetime | None:
    """Return where the verdict of a clock that was read falls, if it has one."""
    verdict = VERDICTS[reading.verdict]
    second = reading.late_from if verdict == Verdict.BREACHED else reading.stopped_at
    if verdict == Verdict.OPEN or second is None:
        return None
    return to_instant(second)


def compliance_of(
    found: Sequence[Outcome],
    *,
    reopened: Collection[int],
    period: Period,
    leg: str = Leg.SLA,
    customer_id: int | None = None,
    service_id: int | None = None,
) -> list[ComplianceRow]:
    """
    Return how far each target was kept, for each of its priorities, by outcomes.

    `reopened` are the ids of the records that had been. Targets in force of which
    nothing fell due are there too.
    """
    counted: dict[int, Counter[str]] = {}
    for one in found:
        counts = counted.setdefault(one.budget_id, Counter())
        counts.update(counts_of(one, reopened))
    promised = promised_within(period, leg, customer_id, service_id)
    return rows_of(counted, Q(pk__in=counted) | promised)


def tally_of(found: Sequence[Outcome], *, reopened: Collection[int] = ()) -> Tally:
    """Return the outcomes by their verdict."""
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(counts_of(one, reopened))
    names = ("met", "breached", "void", "relaxed", "reopened")
    return Tally(**{name: counts[name] for name in names})


def counts_of(one: Outcome, reopened: Collection[int] = ()) -> dict[str, int]:
    """Return what an outcome adds to each figure of its target."""
    counts = {one.verdict: 1, "elapsed_seconds": one.elapsed}
    if one.was_relaxed:
        counts["relaxed"] = 1
    if one.paused:
        counts["paused_seconds"] = one.paused
    if one.excluded:
        counts["excluded_seconds"] = one.excluded
    # A first response is never started again.
    is_resolution = one.metric == Metric.RESOLUTION and one.verdict != Verdict.VOID
    if is_resolution and one.record_id in reopened:
        counts["reopened"] = 1
    return counts
