"""Folding the facts of very many records: pure, and each course of events once."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from slm.facts import OPENED, Fact
from slm.reducer import ClockKey, Holder, SecondsOf, Step, fold
from slm.targets import DECIDING, TargetBook

# All that the reducer asks of the facts.
ASKED = (
    *DECIDING,
    "state",
    "phase",
    "waiting_for",
    "team",
    "supplier",
    "supplier_in_control",
    "visibility",
    "by_desk",
)
# No more are remembered at a time.
MOST = 20_000

Shape = tuple[Any, ...]
# A step, and at which of the facts it is: by its instant, and by what moved the clock.
Placed = tuple[int, int, Step]


class Folder:
    """
    Folds the facts of thousands of records by the same promises.

    Where the same happened to two records, in the same order and while the same
    agreements held, they differ by ids and instants alone: only the first is folded.
    `seconds_of` answers for a plain budget the same, whenever it starts.
    """

    def __init__(
        self, book: TargetBook, seconds_of: SecondsOf, of: Holder | None = None
    ) -> None:
        self.book, self.seconds_of, self.of = book, seconds_of, of
        self._known: dict[Shape, list[tuple[ClockKey, list[Placed]]]] = {}

    def fold(self, facts: Sequence[Fact]) -> dict[ClockKey, list[Step]]:
        """Return what `slm.reducer.fold` does; `facts` are in the order of recording."""
        if not _is_in_order(facts):
            return self._fold(facts)
        shape = self._shape(facts)
        known = self._known.get(shape)
        if known is None:
            if len(self._known) == MOST:
                self._known.clear()
            folded = self._fold(facts)
            self._known[shape] = [(k, _placed(facts, folded[k])) for k in folded]
            return folded
        return {key: self._replaced(facts, placed) for key, placed in known}

    def _fold(self, facts: Sequence[Fact]) -> dict[ClockKey, list[Step]]:
        by: dict[str, Any] = {"book": self.book, "seconds_of": self.seconds_of}
        return fold(facts, **by, of=self.of)

    def _shape(self, facts: Sequence[Fact]) -> Shape:
        """Return all that a fold depends on, but for what `_replaced` puts in."""
        # Of two facts of one instant either may have given it.
        ties = [one.at == later.at for one, later in pairwise(facts)]
        return (self.book.era(facts[0].at), *ties, *map(_told, facts))

    def _replaced(self, facts: Sequence[Fact], placed: Sequence[Placed]) -> list[Step]:
        """Return the steps with the instants and ids of these facts."""
        start = facts[placed[0][0]].at
        return [
            Step(
                facts[at].at,
                step.mode,
                step.budget_id,
                self._seconds(step, start),
                step.held_by_id,
                facts[event].event_id,
                step.supplier_id,
            )
            for at, event, step in placed
        ]

    def _seconds(self, step: Step, start: datetime) -> int:
        rule = self.book.rule(step.budget_id)
        if rule.budget.is_plain:
            return step.budget_seconds
        # A budget in working days is worth what its hours are then.
        return self.seconds_of(rule, start)


def _is_in_order(facts: Sequence[Fact]) -> bool:
    """Whether it was recorded as it happened, as nearly everything is."""
    begins = bool(facts) and facts[0].name == OPENED
    return begins and all(one.at <= later.at for one, later in pairwise(facts))


def _told(fact: Fact) -> tuple[Any, ...]:
    """Return what a fact says to the reducer, but for when."""
    before = fact.changes.get("phase", (None,))[0]
    return (fact.name, before, *fact.changes, *map(fact.facts.get, ASKED))


def _placed(facts: Sequence[Fact], steps: Sequence[Step]) -> list[Placed]:
    events = {fact.event_id: place for place, fact in enumerate(facts)}
    instants = {fact.at: place for place, fact in enumerate(facts)}
    return [(instants[step.at], events[step.event_id], step) for step in steps]
