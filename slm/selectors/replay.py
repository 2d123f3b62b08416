"""
What other terms would have meant for the records of a period: counted, nothing stored.

The events of each record are folded anew by the substituted rules, and what comes out is
read as of the end of the period; beside it stands what the clocks had come to by then.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from calendars.hours import Budget
from calendars.models import CalendarVersion
from calendars.selectors import get_compiled
from calendars.timetable import Timetable
from core.evidence import Period
from core.memory import uncollected
from core.querysets import Among
from records.choices import OPEN_PHASES
from records.models import Record
from slm.exclusions import ExclusionRule, Subject
from slm.folding import Folder
from slm.models import Agreement, AgreementVersion, Clock
from slm.querysets import ClockQuerySet
from slm.reducer import ClockKey, Step
from slm.selectors.book import rules_for_ever, target_book
from slm.selectors.closing import (
    Outcome,
    counts_of,
    decided_at,
    moving_at,
    outcome_of,
    read_at_end,
    settled_within,
)
from slm.selectors.concerned import records_concerned
from slm.selectors.instants import to_second
from slm.selectors.ledger import facts_of, key_of
from slm.selectors.reading import Reader, timetables
from slm.targets import TargetBook, TargetRule

BATCH = 2_000
# So many records are named in the result; all are counted.
MOST_NAMED = 2_000

Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Substitution:
    """
    Other terms: a version's targets, maybe by other hours or a share of the time.

    `calendar_version` holds throughout in place of the calendar that it belongs to,
    also if it has yet to begin.
    """

    version: AgreementVersion
    calendar_id: int | None = None
    percent: int = 100
    calendar_version: CalendarVersion | None = None

    @property
    def agreement(self) -> Agreement:
        return self.version.agreement

    def rules(self) -> list[TargetRule]:
        return [
            replace(
                rule,
                calendar_id=self.calendar_id or rule.calendar_id,
                budget=self._budget(rule.budget),
            )
            for rule in rules_for_ever(self.version)
        ]

    def _budget(self, budget: Budget) -> Budget:
        """Return the share of a budget; of working days whole ones, one at least."""
        if budget.working_days:
            share = (budget.working_days * self.percent + 50) // 100
            return replace(budget, working_days=max(1, share))
        if budget.working_days is not None:
            return budget
        return replace(budget, seconds=max(1, budget.seconds * self.percent // 100))

    def reader(self) -> Reader:
        """Return what reads clocks as if these terms had always held."""
        others = [
            rule
            for rule in target_book()
            if rule.agreement_id != self.agreement.pk
            and rule.leg == self.agreement.clock_leg
        ]
        # Nobody is told of what never was: of thresholds only the breach is of interest.
        rules = (replace(rule, thresholds=()) for rule in [*others, *self.rules()])
        return Reader(book=TargetBook(rules), calendars=self.calendars())

    def calendars(self) -> dict[int, Timetable] | None:
        """Return all of them, one with its version throughout; None as they held."""
        if (drafted := self.calendar_version) is None:
            return None
        start = to_second(drafted.valid_from)
        throughout = Timetable([(start, get_compiled(drafted))])
        held = timetables(target_book().edition)
        return {**held, drafted.calendar_id: throughout}


@dataclass(slots=True)
class Replay:
    """What was counted: by budget as it was and as it would have been; who differs."""

    records: int = 0
    had: dict[int, Counter[str]] = field(default_factory=dict)
    would: dict[int, Counter[str]] = field(default_factory=dict)
    differing: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, had: Mapping[Any, Outcome], would: Mapping[Any, Outcome]) -> None:
        """Count the clocks of some records, and note whose verdict differs."""
        for found, counted in ((had, self.had), (would, self.would)):
            for one in found.values():
                counted.setdefault(one.budget_id, Counter()).update(counts_of(one))
        for key in {**had, **would}:
            both = [found.get(key) for found in (had, would)]
            if _verdict(both[0]) != _verdict(both[1]):
                self._differ(key, both)

    def _differ(self, key: Any, both: Sequence[Outcome | None]) -> None:
        self.differing += 1
        if len(self.lines) == MOST_NAMED:
            return
        record_id, clock = key
        self.lines.append(
            {
                "record": record_id,
                "clock": both[0].clock_id if both[0] else None,
                "metric": clock.metric,
                "turn": clock.turn,
                "verdict": [_verdict(one) for one in both],
                "elapsed": [one.elapsed if one else None for one in both],
            }
        )


def _verdict(outcome: Outcome | None) -> str | None:
    return outcome.verdict if outcome else None


def records_of(agreement: Agreement, period: Period) -> QuerySet[Record]:
    """Return the records that an agreement may have been about in the period."""
    alive = Q(phase__in=OPEN_PHASES) | Q(updated_at__gte=period.start)
    return records_concerned(agreement).filter(alive, opened_at__lt=period.end)


def replay(
    terms: Substitution, period: Period, *, tell: Tell, batch: int = BATCH
) -> Replay:
    """
    Count what the period would have come to by other terms; see `Substitution`.

    In batches of records, each of a fixed number of statements; `tell(done, total)`
    hears of the progress.
    """
    found = records_of(terms.agreement, period)
    ids = list(found.order_by("pk").values_list("pk", "service", "customer"))
    otherwise, result = _Otherwise(terms, period), Replay(records=len(ids))
    for first in range(0, len(ids), batch):
        tell(first, len(ids))
        some = ids[first : first + batch]
        with uncollected():
            would = dict(otherwise.outcomes(some))
            had = _had(terms.agreement, [pk for pk, *_about in some], period)
            result.add(
                # What would be promised here may have been promised by another.
                {
                    key: one
                    for key, one in had
                    if key in would or one.budget_id in otherwise.budgets_held
                },
                would,
            )
    tell(len(ids), len(ids))
    return result


Named = tuple[tuple[int, ClockKey], Outcome]


def _had(
    agreement: Agreement, record_ids: Sequence[int], period: Period
) -> Iterator[Named]:
    """Yield what clocks of these records had come to, of whichever agreement."""
    clocks = Clock.objects.filter(
        Among("record_id", record_ids), leg=agreement.clock_leg
    )
    for key, outcome in _resting(clocks, period):
        yield (outcome.record_id, key), outcome
    moving = {one.pk: one for one in moving_at(period, clocks)}
    for outcome in read_at_end(moving.values(), period):
        clock = moving[outcome.clock_id]
        yield (clock.record_id, key_of(clock)), outcome


def _resting(
    clocks: ClockQuerySet, period: Period
) -> Iterator[tuple[ClockKey, Outcome]]:
    # Plain values: most are of this sort, and rows as objects cost as much as a reading.
    rows = settled_within(period, clocks).values_list(
        "metric", "leg", "team", "supplier", "turn", *KEPT
    )
    for metric, leg, team, supplier, turn, *kept in rows:
        pk, record, *rest = kept
        key = ClockKey(metric, leg, team or supplier, turn)
        yield key, Outcome(pk, record, metric, *rest)


KEPT = (
    "pk",
    "record",
    "budget",
    "verdict",
    "verdict_at",
    "was_relaxed",
    "elapsed_seconds",
    "paused_seconds",
    "excluded_seconds",
)


class _Otherwise:
    """Reads what the clocks of records would have come to by other terms."""

    def __init__(self, terms: Substitution, period: Period) -> None:
        agreement = terms.agreement
        self.leg, self.period = str(agreement.clock_leg), period
        self.reader = terms.reader()
        book = self.reader.book
        self.budgets_held = {
            r.budget_id for r in target_book() if r.agreement_id == agreement.pk
        }
        self.budgets = {r.budget_id for r in book if r.agreement_id == agreement.pk}
        holder = (self.leg, agreement.team_id or agreement.supplier_id)
        self.folder = Folder(book, self.reader.seconds_of, holder)

    def outcomes(
        self, records: Sequence[tuple[int, int | None, int]]
    ) -> Iterator[Named]:
        """Yield them; `records` are ids, each with its service and customer."""
        facts = facts_of([pk for pk, *_about in records])
        for pk, service, customer in records:
            subject = Subject(self.leg, pk, service, customer)
            rules = [rule for rule in self.reader.rules if rule.is_about(subject)]
            for key, steps in self.folder.fold(facts.get(pk, [])).items():
                outcome = self._outcome(pk, key, steps, rules)
                if outcome and outcome.budget_id in self.budgets:
                    yield (pk, key), outcome

    def _outcome(
        self,
        record_id: int,
        key: ClockKey,
        steps: Sequence[Step],
        rules: Sequence[ExclusionRule],
    ) -> Outcome | None:
        end = self.period.end
        known = [step for step in steps if step.at < end]
        if not known:
            return None
        reading = self.reader.read(known, rules, as_of=end)
        at = decided_at(reading)
        if at is None or not self.period.start <= at < end:
            return None
        return outcome_of(
            reading, at, clock_id=0, record_id=record_id, metric=key.metric
        )
