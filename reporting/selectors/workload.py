"""How much work there was, counted from events: what was, stays so."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from core.evidence import Period
from core.models import Event
from records.choices import OPEN_PHASES, Phase
from reporting.choices import Line

KINDS = ("incident",)
# The events that say anew in what state a record is, and what it is about.
STATEMENTS: Sequence[str] = (
    "records.opened",
    "records.moved",
    "records.held",
    "records.reclassified",
)
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records: one customer's, or everybody's; of one service, or of all."""

    customer_id: int | None = None
    service_id: int | None = None

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        if self.customer_id is not None:
            events = events.filter(facts__customer=self.customer_id)
        if self.service_id is not None:
            events = events.filter(facts__service=self.service_id)
        return events

    def has(self, facts: Facts | None) -> bool:
        """Whether a record with these facts is in it."""
        return (
            facts is not None
            and self.customer_id in (None, facts["customer"])
            and self.service_id in (None, facts["service"])
        )

    def has_open(self, facts: Facts | None) -> bool:
        """Whether a record with these facts is in it, and to be worked on."""
        return self.has(facts) and facts is not None and facts["phase"] in OPEN_PHASES


@dataclass(frozen=True, slots=True)
class Flow:
    """A record came to be worked on or ceased to, with its facts at that instant."""

    line: Line
    item_id: int
    at: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class Workload:
    """
    What came and went in a period, and what was open before and after.

    What was open at the start and what came is what went and what is open at the end.
    """

    flows: Sequence[Flow]
    at_start: Mapping[int, Facts]
    backlog: Mapping[int, Facts]

    def count(self, line: Line) -> int:
        return sum(flow.line == line for flow in self.flows)

    def count_by(self, name: str) -> list[tuple[Any, int, int, int]]:
        """Return (value, opened, resolved, backlog) for each value of a fact."""
        opened, resolved = (
            Counter(flow.facts.get(name) for flow in self.flows if flow.line == line)
            for line in (Line.OPENED, Line.RESOLVED)
        )
        backlog = Counter(facts.get(name) for facts in self.backlog.values())
        values = {*opened, *resolved, *backlog}
        return [
            (value, opened[value], resolved[value], backlog[value])
            for value in sorted(values, key=lambda value: (value is None, value))
        ]


def workload(scope: Scope, period: Period) -> Workload:
    """Return what came, what went and what was open, as of the end of the period."""
    return Workload(
        flows=list(flows(scope, period)),
        at_start=backlog_at(scope, period.start),
        backlog=backlog_at(scope, period.end),
    )


def flows(scope: Scope, period: Period) -> Iterator[Flow]:
    """
    Return whenever a record came to be worked on in the scope, or ceased to.

    Record by record, each in the order of its events. One resolved twice is resolved
    twice, and reopened in between.
    """
    touched = _said(period.end).filter(occurred_at__gte=period.start)
    if scope != Scope():
        ever = scope.of(_said(period.end)).values("item")
        touched = touched.filter(item__in=ever)
    known = dict(
        _last(_said(period.start).filter(item__in=touched.values("item"))).values_list(
            "item_id", "facts"
        )
    )
    rows = touched.order_by("item_id", "occurred_at", "id").values_list(
        "item_id", "occurred_at", "facts"
    )
    for item_id, said in groupby(rows.iterator(), key=lambda row: row[0]):
        before: Facts | None = known.get(item_id)
        for _item, at, facts in said:
            if line := _line(scope, before, facts):
                # Under what it was known as while it was worked on here.
                about = facts if scope.has(facts) else before or facts
                yield Flow(line, item_id, at, about)
            before = facts


def _line(scope: Scope, before: Facts | None, after: Facts) -> Line | None:
    """Return what it means for the workload that a record changed like this."""
    was_open, is_open = scope.has_open(before), scope.has_open(after)
    if was_open == is_open:
        return None
    if is_open:
        if before is None:
            return Line.OPENED
        return Line.REOPENED if scope.has(before) else Line.TAKEN_OVER
    if not scope.has(after):
        return Line.PASSED_ON
    return Line.CANCELLED if after["phase"] == Phase.VOID else Line.RESOLVED


def backlog_at(scope: Scope, at: datetime) -> dict[int, Facts]:
    """Return what was open in the scope just before an instant."""
    standing = standing_at(scope, at).filter(facts__phase__in=OPEN_PHASES)
    rows = standing.order_by("item_id").values_list("item_id", "facts")
    return {item_id: facts for item_id, facts in rows if item_id is not None}


def standing_at(scope: Scope, at: datetime) -> QuerySet[Event]:
    """
    Return the last event before an instant that says what each record is about.

    Only of those that were in the scope then, whoever they were moved to since.
    """
    said = _said(at)
    last = _last(said.filter(item__in=scope.of(said).values("item")))
    return scope.of(Event.objects.filter(pk__in=last.values("pk")))


def reopened_before(records: QuerySet[Any], at: datetime) -> set[int]:
    """Return which of these records had been reopened before an instant."""
    moved = Event.objects.named("records.moved").filter(
        item__in=records,
        occurred_at__lt=at,
        changes__phase__0__in=[Phase.DONE, Phase.CLOSED],
        changes__phase__1__in=list(OPEN_PHASES),
    )
    return set(moved.values_list("item_id", flat=True))


def _said(before: datetime) -> QuerySet[Event]:
    return Event.objects.named(*STATEMENTS).filter(
        occurred_at__lt=before, facts__kind__in=KINDS
    )


def _last(said: QuerySet[Event]) -> QuerySet[Event]:
    ordered = said.order_by("item_id", "-occurred_at", "-id")
    return ordered.distinct("item_id")
