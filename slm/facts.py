"""What happened to a record, as its clocks see it: pure, from events alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from records.choices import OPEN_PHASES, Phase, Visibility, WaitingFor

OPENED = "records.opened"
MOVED = "records.moved"
HELD = "records.held"
RECLASSIFIED = "records.reclassified"
ENTRY_ADDED = "records.entry_added"
HANDED_TO_SUPPLIER = "records.handed_to_supplier"
TAKEN_BACK = "records.taken_back"
SUPPLIER_ANSWERED = "records.supplier_answered"

# The events that move clocks.
FOLLOWED = (
    OPENED,
    MOVED,
    HELD,
    RECLASSIFIED,
    ENTRY_ADDED,
    HANDED_TO_SUPPLIER,
    TAKEN_BACK,
    SUPPLIER_ANSWERED,
)

# What is said once and not taken back by what is recorded later.
_SAID = (ENTRY_ADDED, SUPPLIER_ANSWERED)
_SET_BY_MOVE = ("state", "phase", "waiting_for")


class Fact(NamedTuple):
    """One event of a record; `facts` are the record's own as they were then."""

    event_id: int
    name: str
    at: datetime
    facts: Mapping[str, Any]
    changes: Mapping[str, Any]

    @property
    def phase(self) -> str:
        return str(self.facts["phase"])

    @property
    def has_ended(self) -> bool:
        return self.phase in (Phase.DONE, Phase.CLOSED)

    @property
    def owes_update(self) -> bool:
        """Whether the customer waits for a word from us, and not we for theirs."""
        waits = self.facts["waiting_for"] == WaitingFor.CUSTOMER
        return self.phase in OPEN_PHASES and not waits

    @property
    def is_update(self) -> bool:
        """Whether somebody on the desk told the customer something."""
        return self.name == ENTRY_ADDED and bool(
            self.facts["visibility"] == Visibility.PUBLIC and self.facts["by_desk"]
        )

    @property
    def supplier(self) -> int | None:
        """The supplier who works on it, under our control or theirs."""
        return self.facts.get("supplier")

    @property
    def supplier_in_control(self) -> int | None:
        """The supplier in whose hands it is altogether."""
        return self.supplier if self.facts.get("supplier_in_control") else None

    @property
    def sets(self) -> tuple[str, ...]:
        """Which of the facts this event changed; the others it only repeats."""
        if self.name == MOVED:
            return _SET_BY_MOVE
        return tuple(name for name in self.changes if name in self.facts)

    @property
    def is_answer(self) -> bool:
        """
        Whether it is a first response.

        A public entry by a person on the desk, a move to in progress, or resolution;
        not assignment, and nothing automatic: what goes on because the customer
        answered is no answer of ours.
        """
        if self.name != MOVED:
            return self.is_update
        is_resumed = self.changes["phase"][0] == Phase.WAITING
        is_work = self.phase == Phase.ACTIVE and (
            self.facts["by_desk"] or not is_resumed
        )
        return is_work or self.has_ended


def settled(facts: Iterable[Fact]) -> list[Fact]:
    """
    Return what holds of a record's facts, in the order in which it happened.

    What is recorded late supersedes, from its instant on, what was said before of
    the same thing: a move what earlier moves said, a change of service what earlier
    changes of service said. So the last fact always shows the record as it is.
    """
    listed = sorted(facts, key=lambda fact: fact.event_id)
    opening = next((fact for fact in listed if fact.name == OPENED), None)
    if opening is None:
        return []
    rest = [fact for fact in listed if fact is not opening]
    is_in_order = all(one.at <= later.at for one, later in pairwise(rest))
    # What was recorded as it happened takes nothing back.
    holding = None if is_in_order else _holding(rest)
    known = dict(opening.facts)
    result = [opening]
    for fact in sorted(rest, key=lambda fact: (fact.at, fact.event_id)):
        kept = [
            name
            for name in fact.sets
            if holding is None or (fact.event_id, name) in holding
        ]
        if not kept and fact.name not in _SAID:
            continue
        known.update({name: fact.facts[name] for name in kept})
        said = {**fact.facts, **known}
        result.append(Fact(fact.event_id, fact.name, fact.at, said, fact.changes))
    return result


def _holding(facts: Iterable[Fact]) -> set[tuple[int, str]]:
    """Return which event's word on which fact nothing recorded later took back."""
    said: dict[str, list[Fact]] = {}
    for fact in facts:
        for name in fact.sets:
            words = said.setdefault(name, [])
            while words and words[-1].at > fact.at:
                words.pop()
            words.append(fact)
    return {(fact.event_id, name) for name, words in said.items() for fact in words}


@dataclass(frozen=True, slots=True)
class Turn:
    """From which fact on the customer is owed a word, and which gave it, if one did."""

    number: int
    start: int
    stop: int | None = None


def turns_of(facts: Iterable[Fact]) -> list[Turn]:
    """
    Return the turns in which the customer is owed an update, each after the other.

    `facts` are settled. A turn ends with a word from the desk, or when the customer is
    owed none: while we wait for theirs, or once the record has ended.
    """
    found: list[Turn] = []
    start: int | None = None
    for place, fact in enumerate(facts):
        if start is not None and (fact.is_update or not fact.owes_update):
            found.append(Turn(len(found) + 1, start, place))
            start = None
        if start is None and fact.owes_update:
            start = place
    return found if start is None else [*found, Turn(len(found) + 1, start)]
