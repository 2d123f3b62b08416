"""
From what happened to a record to the points of its clocks: pure, and the only way.

The ledger is never changed by hand. After each event all facts of the record are
folded anew, and what differs from the ledger so far is appended to it; a rebuild
folds the same facts by the same function. A fact that comes late takes its place
by its instant, so its points simply come out where they belong.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from records.choices import OPEN_PHASES, Phase
from slm.choices import Leg, Metric, Mode
from slm.facts import Fact, settled
from slm.targets import TargetBook, TargetRule

SecondsOf = Callable[[TargetRule, datetime], int]


@dataclass(frozen=True, slots=True)
class ClockKey:
    """Which clock of a record: what it measures, on whose promise."""

    metric: str
    leg: str
    holder_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A point of a clock: from `at` on it is in `mode`, under this budget."""

    at: datetime
    mode: str
    budget_id: int
    budget_seconds: int
    held_by_id: int | None
    event_id: int

    def says_the_same_as(self, other: "Step") -> bool:
        return (self.mode, self.budget_id, self.held_by_id) == (
            other.mode,
            other.budget_id,
            other.held_by_id,
        )


@dataclass(slots=True)
class _Fold:
    facts: Sequence[Fact]
    book: TargetBook
    seconds_of: SecondsOf
    clocks: dict[ClockKey, list[Step]] = field(default_factory=dict)
    answered: set[ClockKey] = field(default_factory=set)

    @property
    def opened_at(self) -> datetime:
        return self.facts[0].at

    def run(self) -> dict[ClockKey, list[Step]]:
        for index, fact in enumerate(self.facts):
            self._follow_sla(index, fact)
            self._follow_olas(fact)
        return self.clocks

    def _follow_sla(self, index: int, fact: Fact) -> None:
        rules = self._rules(fact, Leg.SLA, None)
        for metric in sorted({*rules, *self._metrics_of(Leg.SLA, None)}):
            key = ClockKey(metric, Leg.SLA)
            if key in self.clocks:
                self._step(key, rules.get(metric), fact, is_held=True)
                continue
            # Whenever its target came to apply, the clock starts at the opening.
            for earlier in self.facts[: index + 1]:
                self._step(key, rules[metric], earlier, is_held=True)

    def _follow_olas(self, fact: Fact) -> None:
        team = fact.facts["team"]
        holders = {key.holder_id for key in self.clocks if key.leg == Leg.OLA}
        for holder in sorted({*holders, team} - {None}):
            rules = self._rules(fact, Leg.OLA, holder)
            is_held = holder == team
            for metric in sorted({*rules, *self._metrics_of(Leg.OLA, holder)}):
                key = ClockKey(metric, Leg.OLA, holder)
                if key in self.clocks or (is_held and fact.phase in OPEN_PHASES):
                    self._step(key, rules.get(metric), fact, is_held=is_held)

    def _metrics_of(self, leg: str, holder: int | None) -> set[str]:
        return {k.metric for k in self.clocks if (k.leg, k.holder_id) == (leg, holder)}

    def _rules(self, fact: Fact, leg: str, holder: int | None) -> dict[str, TargetRule]:
        chosen = self.book.choose(fact.facts, self.opened_at, leg, holder)
        return {rule.metric: rule for rule in chosen}

    def _step(
        self, key: ClockKey, rule: TargetRule | None, fact: Fact, *, is_held: bool
    ) -> None:
        # Reopening never restarts a response; only the void takes it back.
        if key in self.answered and fact.phase != Phase.VOID:
            return
        is_answered = key.metric == Metric.FIRST_RESPONSE and (
            fact.has_ended or (is_held and fact.is_answer)
        )
        if is_answered:
            self.answered.add(key)
        is_stopped = is_answered or fact.has_ended or not is_held
        mode = _mode(rule, fact, is_stopped=is_stopped)
        steps = self.clocks.setdefault(key, [])
        last = steps[-1] if steps else None
        # The verdict is by the target in force at the stop.
        if last and mode in (Mode.STOPPED, Mode.VOID):
            if last.mode == mode:
                return
            budget_id, seconds = last.budget_id, last.budget_seconds
        elif rule is None:
            return
        else:
            start = steps[0].at if steps else fact.at
            budget_id, seconds = rule.budget_id, self.seconds_of(rule, start)
        step = Step(
            fact.at, mode, budget_id, seconds, fact.facts["team"], fact.event_id
        )
        if last is None or not step.says_the_same_as(last):
            steps.append(step)


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
    facts: Iterable[Fact], *, book: TargetBook, seconds_of: SecondsOf
) -> dict[ClockKey, list[Step]]:
    """
    Return the points of every clock of a record.

    `facts` are all followed events of the record, in any order; `seconds_of(rule,
    start)` answers the budget of a clock that started then, in service seconds.
    """
    held = settled(facts)
    return _Fold(held, book, seconds_of).run() if held else {}


def unpromised(stored: Sequence[Step]) -> list[Step]:
    """Return what a ledger is to say whose every promise a late fact took back."""
    return [replace(stored[0], mode=Mode.VOID)]


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
