"""Which promises were broken in a period, and what became of the time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from calendars.hours import Budget
from slm.choices import Verdict
from slm.clockwork import Reading
from slm.ledger import Holder
from slm.models import Clock, TargetBudget
from slm.selectors.holders import HolderNames
from slm.selectors.instants import to_instant
from slm.selectors.ledger import steps_before, steps_in_effect
from slm.selectors.reading import Reader


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken promise, as its ledger tells it; amounts are service seconds."""

    clock_id: int
    record_id: int
    number: str
    title: str
    service: str
    metric: str
    priority: int
    agreement: str
    promise: Budget
    promised: int
    elapsed: int
    paused: int
    excluded: int
    overrun: int
    late_from: datetime
    stopped_at: datetime | None
    blamed: str
    held: Sequence[tuple[str, int]]
    is_confidential: bool
    holder: Holder | None = None


def breaches(
    decided: QuerySet[Clock], *, as_of: datetime, limit: int | None = None
) -> list[Breach]:
    """
    Return the breached ones of these clocks, the newest first.

    What a clock shows is derived from its ledger as of an instant, so that a later
    reader finds the same. `blamed` is the team, or the supplier, that held the record when it
    became late, `held` how much service time ran in whose hands. A fixed number of
    statements.
    """
    clocks = decided.filter(verdict=Verdict.BREACHED).order_by("-verdict_at", "-pk")
    return breaches_of(clocks[:limit] if limit else clocks, as_of=as_of)


def breaches_of(clocks: QuerySet[Clock], *, as_of: datetime) -> list[Breach]:
    """Return what became of the time on these clocks, breached as of an instant."""
    found = list(
        clocks.select_related(
            "record__item",
            "record__service",
            "budget__target__version__agreement__item",
        )
    )
    ledgers = steps_in_effect(clock.pk for clock in found)
    reader, names = Reader(), HolderNames()
    rules = reader.rules_for(found)
    readings = [
        reader.read(
            steps_before(ledgers[clock.pk], as_of), rules[clock.pk], as_of=as_of
        )
        for clock in found
    ]
    budgets = _budgets(found, readings)
    return [
        _breach(clock, reading, budgets[reading.terms.target], names)
        for clock, reading in zip(found, readings, strict=True)
    ]


def _budgets(
    clocks: Sequence[Clock], readings: Sequence[Reading]
) -> dict[int, TargetBudget]:
    """Return what was promised then: a clock may be under other terms by now."""
    known = {clock.budget_id: clock.budget for clock in clocks}
    others = {reading.terms.target for reading in readings} - known.keys()
    rows = TargetBudget.objects.select_related("target__version__agreement__item")
    return {**known, **rows.in_bulk(others)}


def _breach(
    clock: Clock, reading: Reading, budget: TargetBudget, names: HolderNames
) -> Breach:
    record = clock.record
    held: Counter[str] = Counter()
    for row in reading.rows:
        held[names.of(row.point.holder)] += row.counted
    late_from = reading.late_from
    return Breach(
        clock_id=clock.pk,
        record_id=record.pk,
        number=record.number,
        title=record.title,
        service=str(record.service or ""),
        metric=clock.metric,
        priority=record.priority,
        agreement=budget.target.version.agreement.number,
        promise=budget.budget,
        promised=reading.terms.budget,
        elapsed=reading.elapsed,
        paused=reading.paused,
        excluded=reading.excluded,
        overrun=reading.overrun,
        late_from=to_instant(late_from)
        if late_from
        else clock.verdict_at or record.opened_at,
        stopped_at=to_instant(reading.stopped_at) if reading.stopped_at else None,
        blamed=names.of(reading.blamed),
        held=[(team, seconds) for team, seconds in held.most_common() if seconds],
        is_confidential=record.is_confidential,
        holder=reading.blamed,
    )
