"""A clock as a card: how much is left, and whether to worry."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import ngettext

from slm.choices import LATE, Metric
from slm.clockwork import Reading, Verdict
from slm.durations import promise_words
from slm.ledger import Mode
from slm.models import Clock
from slm.selectors.instants import to_instant
from slm.selectors.ledger import steps_in_effect
from slm.selectors.reading import Reader


@dataclass(frozen=True, slots=True)
class Card:
    """What `components/clock_card.html` shows of a clock."""

    clock: Clock
    status: str
    promised: str
    budget_seconds: int
    remaining_seconds: int
    due_at: datetime | None
    stopped_at: datetime | None
    late_from: datetime | None
    # How the turns until now were kept, if there is more than one to come.
    updates: str = ""

    @property
    def used(self) -> float:
        return 1 - self.remaining_seconds / max(self.budget_seconds, 1)

    @property
    def label(self) -> str:
        return self.clock.label


def status_of(reading: Reading) -> str:
    """Return the status of a clock in the words of the components."""
    if reading.mode is Mode.VOID:
        return "void"
    if reading.stopped_at is not None:
        return "missed" if reading.verdict is Verdict.BREACHED else "met"
    if reading.verdict is Verdict.BREACHED:
        return "breached"
    if reading.mode is Mode.PAUSED:
        return "paused"
    # As lists and tiles have it, which ask the crossings that were recorded.
    is_late = any(
        crossing.percent >= LATE and crossing.target == reading.terms.target
        for crossing in reading.crossings
    )
    return "at_risk" if is_late else "on_track"


def card_of(clock: Clock, reading: Reading) -> Card:
    """Return the card of a clock that was read."""
    return Card(
        clock,
        status_of(reading),
        promise_words(reading.terms.promise, reading.terms.budget),
        reading.terms.budget,
        reading.remaining,
        _instant(reading.due_at),
        _instant(reading.stopped_at),
        _instant(reading.late_from),
    )


def cards_of(clocks: Iterable[Clock], *, at: datetime) -> list[Card]:
    """
    Return the clocks as they stand at an instant, in four queries or five.

    Of the turns of a promise only the last is shown, with how all were kept.
    """
    turns = _by_promise(clocks)
    listed = [promise[-1] for promise in turns]
    if not listed:
        return []
    ledgers = steps_in_effect(clock.pk for clock in listed)
    reader = Reader()
    rules = reader.rules_for(listed)
    cards = []
    for promise, clock in zip(turns, listed, strict=True):
        steps = ledgers[clock.pk]
        as_of = max(at, steps[-1].at)
        reading = reader.read(steps, rules[clock.pk], as_of=as_of)
        # The last may be late by now, which no sweep has noted yet.
        verdicts = [one.verdict for one in promise[:-1]] + [reading.verdict]
        is_again = clock.metric == Metric.UPDATE_INTERVAL
        updates = updates_in_time(verdicts) if is_again else ""
        cards.append(replace(card_of(clock, reading), updates=updates))
    return cards


def _by_promise(clocks: Iterable[Clock]) -> list[list[Clock]]:
    """Return the turns of each promise together; of most there is only one."""
    found: dict[tuple[object, ...], list[Clock]] = {}
    for one in clocks:
        key = (one.record_id, one.metric, one.leg, one.team_id, one.supplier_id)
        found.setdefault(key, []).append(one)
    return [sorted(turns, key=lambda one: one.turn) for turns in found.values()]


def turns_with(clock: Clock, clocks: Iterable[Clock]) -> list[Clock]:
    """Return all turns of the clock's promise, among the clocks of its record."""
    if clock.metric != Metric.UPDATE_INTERVAL:
        return []
    return next(turns for turns in _by_promise(clocks) if clock in turns)


def others_than(clock: Clock, clocks: Iterable[Clock]) -> list[Clock]:
    """Return the last turn of every other promise about the same record."""
    return [turns[-1] for turns in _by_promise(clocks) if clock not in turns]


def updates_in_time(verdicts: Iterable[str]) -> str:
    """Say how many updates came in time, of those of which that is decided."""
    counts = Counter(map(str, verdicts))
    met, late = counts[str(Verdict.MET)], counts[str(Verdict.BREACHED)]
    if not met + late:
        return ""
    text = ngettext(
        "%(met)s of %(n)s update in time",
        "%(met)s of %(n)s updates in time",
        met + late,
    )
    return text % {"met": met, "n": met + late}


def _instant(second: int | None) -> datetime | None:
    return None if second is None else to_instant(second)
