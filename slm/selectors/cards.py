"""A clock as a card: how much is left, and whether to worry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slm.choices import LATE
from slm.clockwork import Reading, Verdict
from slm.durations import promise_words
from slm.ledger import Mode
from slm.models import Clock
from slm.selectors.instants import to_instant
from slm.selectors.ledger import points_in_effect, step_of
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

    @property
    def used(self) -> float:
        return 1 - self.remaining_seconds / max(self.budget_seconds, 1)

    @property
    def label(self) -> str:
        metric = self.clock.get_metric_display()
        return f"{metric}, {self.clock.team}" if self.clock.team else metric


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
    """Return the clocks as they stand at an instant, in four queries or five."""
    listed: Sequence[Clock] = list(clocks)
    if not listed:
        return []
    ledgers = points_in_effect(clock.pk for clock in listed)
    reader = Reader()
    rules = reader.rules_for(listed)
    cards = []
    for clock in listed:
        steps = [step_of(point) for point in ledgers[clock.pk]]
        as_of = max(at, steps[-1].at)
        reading = reader.read(steps, rules[clock.pk], as_of=as_of)
        cards.append(card_of(clock, reading))
    return cards


def _instant(second: int | None) -> datetime | None:
    return None if second is None else to_instant(second)
