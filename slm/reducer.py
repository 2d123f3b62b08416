"""
From what happened to a record to the points of its clocks: pure, and the only way.

The ledger is never changed by hand. After each event all facts of the record are
folded anew, and what differs from the ledger so far is appended to it; a rebuild
folds the same facts by the same function. A fact that comes late takes its place
by its instant, so its points simply come out where they belong.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from records.choices import OPEN_PHASES, Phase
from slm.choices import HALTED, Leg, Metric, Mode
from slm.facts import SUPPLIER_ANSWERED, Fact, Turn, settled, turns_of
from slm.targets import DECIDING, TargetBook, TargetRule

# The clocks of whoever holds a record, by the fact that names the holder.
HOLDERS = {Leg.OLA: "team", Leg.UC: "supplier"}
WHOLE = (Turn(1, 0),)

SecondsOf = Callable[[TargetRule, datetime], int]
# A leg, and the team or supplier whose promise it is.
Holder = tuple[str, int | None]


class ClockKey(NamedTuple):
    """Which clock of a record: what it measures, on whose promise."""

    metric: str
    leg: str
    holder_id: int | None = None
    turn: int = 1


# Tuples: hundreds of thousands are made when a period is replayed.
class Step(NamedTuple):
    """A point of a clock: from `at` on it is in `mode`, under this budget."""

    at: datetime
    mode: str
    budget_id: int
    budget_seconds: int
    held_by_id: int | None
    event_id: int
    supplier_id: int | None = None

    def says_the_same_as(self, other: "Step") -> bool:
        return (self.mode, self.budget_id, self.held_by_id, self.supplier_id) == (
            other.mode,
            other.budget_id,
            other.held_by_id,
            other.supplier_id,
        )


@dataclass(slots=True)
class _Fold:
    facts: Sequence[Fact]
    book: TargetBook
    seconds_of: SecondsOf
    of: Holder | None = None
    clocks: dict[ClockKey, list[Step]] = field(default_factory=dict)
    answered: set[ClockKey] = field(default_factory=set)
    turns: Sequence[Turn] = ()
    chosen: dict[tuple[Any, ...], dict[str, TargetRule]] = field(default_factory=dict)

    @property
    def opened_at(self) -> datetime:
        return self.facts[0].at

    def run(self) -> dict[ClockKey, list[Step]]:
        for index, fact in enumerate(self.facts):
            for leg, holder in [self.of] if self.of else self._holders(fact):
                self._follow(index, leg, holder)
        return self.clocks

    def _holders(self, fact: Fact) -> Iterator[Holder]:
        """Yield whose promises a fact may move: all that did so far, and who has it."""
        yield Leg.SLA, None
        for leg, name in HOLDERS.items():
            known = {key.holder_id for key in self.clocks if key.leg == leg}
            holders = {*known, fact.facts.get(name)}
            for holder in sorted(pk for pk in holders if pk is not None):
                yield leg, holder

    def _follow(self, index: int, leg: str, holder: int | None) -> None:
        fact = self.facts[index]
        rules = self._rules(fact, leg, holder)
        for metric in sorted({*rules, *self._metrics_of(leg, holder)}):
            for turn in self._turns(metric, index):
                key = ClockKey(metric, leg, holder, turn.number)
                if key in self.clocks:
                    self._step(key, rules.get(metric), index, turn)
                elif metric in rules:
                    self._start(key, rules[metric], index, turn)

    def _turns(self, metric: str, index: int) -> Sequence[Turn]:
        """Return which turns have begun; but for updates there is only one."""
        if metric != Metric.UPDATE_INTERVAL:
            return WHOLE
        self.turns = self.turns or turns_of(self.facts)
        return [turn for turn in self.turns if turn.start <= index]

    def _start(self, key: ClockKey, rule: TargetRule, index: int, turn: Turn) -> None:
        """
        Start a clock at the opening, or when its team first took hold.

        If its target comes to apply only later, what brought it is said to have
        started the clock, and has a point of its own: no threshold is crossed before.
        """
        fact = self.facts[index]
        for earlier in range(turn.start, index + 1):
            self._step(key, rule, earlier, turn)
        steps = self.clocks.get(key, [])
        if not steps or steps[0].event_id == fact.event_id:
            return
        if steps[-1].event_id != fact.event_id:
            steps.append(steps[-1]._replace(at=fact.at, event_id=fact.event_id))
        steps[0] = steps[0]._replace(event_id=fact.event_id)

    def _metrics_of(self, leg: str, holder: int | None) -> set[str]:
        return {k.metric for k in self.clocks if (k.leg, k.holder_id) == (leg, holder)}

    def _rules(self, fact: Fact, leg: str, holder: int | None) -> dict[str, TargetRule]:
        deciding = (leg, holder, *map(fact.facts.__getitem__, DECIDING))
        found = self.chosen.get(deciding)
        if found is None:
            chosen = self.book.choose(fact.facts, self.opened_at, leg, holder)
            found = self.chosen[deciding] = {rule.metric: rule for rule in chosen}
        return found

    def _step(
        self, key: ClockKey, rule: TargetRule | None, index: int, turn: Turn
    ) -> None:
        fact, steps = self.facts[index], self.clocks.get(key, [])
        is_held = key.leg == Leg.SLA or (
            key.holder_id == fact.facts.get(HOLDERS[Leg(key.leg)])
        )
        if not steps and not (is_held and fact.phase in OPEN_PHASES):
            return
        if self._is_answered(key, index, turn, is_held=is_held):
            self.answered.add(key)
        # Reopening never restarts a response.
        is_stopped = key in self.answered or fact.has_ended or not is_held
        mode = _mode(rule, fact, is_stopped=is_stopped)
        terms = self._terms(steps, mode, rule, fact)
        if terms is None:
            return
        step = Step(
            fact.at,
            mode,
            *terms,
            fact.facts["team"],
            fact.event_id,
            fact.supplier_in_control,
        )
        if not steps or not step.says_the_same_as(steps[-1]):
            self.clocks.setdefault(key, []).append(step)

    def _is_answered(
        self, key: ClockKey, index: int, turn: Turn, *, is_held: bool
    ) -> bool:
        """Whether what is owed only once has been given."""
        fact = self.facts[index]
        if key.metric == Metric.UPDATE_INTERVAL:
            return turn.stop is not None and index >= turn.stop
        if key.metric != Metric.FIRST_RESPONSE:
            return False
        if key.leg == Leg.UC:
            return fact.has_ended or (is_held and fact.name == SUPPLIER_ANSWERED)
        return fact.has_ended or (is_held and fact.is_answer)

    def _terms(
        self, steps: list[Step], mode: Mode, rule: TargetRule | None, fact: Fact
    ) -> tuple[int, int] | None:
        """Return the budget of the next step and its seconds; None if there is none."""
        last = steps[-1] if steps else None
        if last and mode in HALTED:
            if last.mode == mode:
                return None
            # The verdict is by the target in force at the stop.
            if last.mode != Mode.VOID:
                return last.budget_id, last.budget_seconds
        # Where nothing is promised any more there is nothing to stop either.
        if rule is None:
            return None
        start = steps[0].at if steps else fact.at
        return rule.budget_id, self.seconds_of(rule, start)


def _mode(rule: TargetRule | None, fact: Fact, *, is_stopped: bool) -> Mode:
    if fact.phase == Phase.VOID:
        return Mode.VOID
    if is_stopped:
        return Mode.STOPPED
    # Nothing is promised any more, for instance after a change of service.
    if rule is None:
        return Mode.VOID
    if fact.phase == Phase.WAITING and fact.facts["waiting_for"] in rule.pauses:
        return Mode.PAUSED
    return Mode.RUNNING


def fold(
    facts: Iterable[Fact],
    *,
    book: TargetBook,
    seconds_of: SecondsOf,
    of: Holder | None = None,
) -> dict[ClockKey, list[Step]]:
    """
    Return the points of every clock of a record, or of those on one promise.

    `facts` are all followed events of the record, in any order; `seconds_of(rule,
    start)` answers the budget of a clock that started then, in service seconds; `of`
    is a leg and its holder.
    """
    held = settled(facts)
    return _Fold(held, book, seconds_of, of).run() if held else {}


def unpromised(stored: Sequence[Step]) -> list[Step]:
    """Return what a ledger is to say whose every promise a late fact took back."""
    return [stored[0]._replace(mode=Mode.VOID)]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to be appended to a ledger: points, and from where they supersede."""

    steps: list[Step]
    supersedes: int | None = None


def amend(stored: Sequence[Step], wanted: Sequence[Step]) -> Amendment:
    """
    Return what makes the ledger say `wanted`.

    `stored` are the points in effect; `supersedes` is the place in it of the first
    that is superseded, with all after it, if any.
    """
    agree = 0
    for old, new in zip(stored, wanted, strict=False):
        if old != new:
            break
        agree += 1
    if agree == len(stored):
        return Amendment(list(wanted[agree:]))
    # Only a point can supersede: if nothing new follows, the last good one is
    # said again.
    first = min(agree, len(wanted) - 1)
    return Amendment(list(wanted[first:]), first)
