"""How much work there was, counted from events: what was, stays so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from core.evidence import Period
from core.models import Event
from core.periods import month_of, span_of_months
from records.choices import OPEN_PHASES, Phase

KINDS = ("incident",)


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


@dataclass(frozen=True, slots=True)
class Workload:
    """Record ids by what happened to them, with the facts they had at that instant."""

    opened: dict[int, dict[str, Any]]
    resolved: dict[int, dict[str, Any]]
    backlog: dict[int, dict[str, Any]]
    resolved_at: dict[int, str]

    def count_by(self, name: str) -> list[tuple[Any, int, int, int]]:
        """Return (value, opened, resolved, backlog) for each value of a fact."""
        counts = [
            Counter(facts.get(name) for facts in rows.values())
            for rows in (self.opened, self.resolved, self.backlog)
        ]
        values = sorted(set().union(*counts), key=lambda value: (value is None, value))
        return [
            (value, counts[0][value], counts[1][value], counts[2][value])
            for value in values
        ]


def workload(scope: Scope, period: Period) -> Workload:
    """
    Return what was opened and resolved in the period, and what was open at its end.

    A record resolved twice in the period counts once; one reopened before the end of
    the period counts as resolved and, again, as backlog.
    """
    resolved = _resolved(scope, period)
    return Workload(
        opened=_facts(_opened(scope, period)),
        resolved=_facts(resolved),
        backlog=_backlog(scope, period),
        resolved_at={
            item_id: at.isoformat(timespec="seconds")
            for item_id, at in resolved.order_by("id").values_list(
                "item_id", "occurred_at"
            )
            if item_id is not None
        },
    )


def opened_and_resolved_by_month(
    scope: Scope, months: Sequence[date]
) -> list[tuple[int, int]]:
    """
    Return how many records were opened and resolved in each of successive months.

    Two statements, however many months there are; a record resolved twice in a month
    counts once in it.
    """
    period = span_of_months(list(months))
    opened = _by_month(_opened(scope, period), months)
    resolved = _by_month(_resolved(scope, period), months)
    return [(opened.get(one, 0), resolved.get(one, 0)) for one in months]


def _by_month(events: QuerySet[Event], months: Sequence[date]) -> dict[date, int]:
    rows = (
        events.order_by()
        .annotate(month=month_of("occurred_at", months))
        .values("month")
        .annotate(count=Count("item", distinct=True))
    )
    return {row["month"]: row["count"] for row in rows}


def _opened(scope: Scope, period: Period) -> QuerySet[Event]:
    return scope.of(_within(Event.objects.named("records.opened"), period))


def _resolved(scope: Scope, period: Period) -> QuerySet[Event]:
    moved = _within(Event.objects.named("records.moved"), period)
    return scope.of(moved.filter(changes__phase__1=Phase.DONE))


def _within(events: QuerySet[Event], period: Period) -> QuerySet[Event]:
    return events.filter(
        occurred_at__gte=period.start,
        occurred_at__lt=period.end,
        facts__kind__in=KINDS,
    )


def _facts(events: QuerySet[Event]) -> dict[int, dict[str, Any]]:
    rows = events.order_by("id").values_list("item_id", "facts")
    return {item_id: facts for item_id, facts in rows if item_id is not None}


def standing_at(scope: Scope, at: datetime) -> QuerySet[Event]:
    """
    Return the last event before an instant that says what each record is about.

    Only of those that were in the scope then, whoever they were moved to since.
    """
    said = Event.objects.named(*STATEMENTS).filter(
        occurred_at__lt=at, facts__kind__in=KINDS
    )
    last = (
        said.filter(item__in=scope.of(said).values("item"))
        .order_by("item_id", "-occurred_at", "-id")
        .distinct("item_id")
    )
    return scope.of(Event.objects.filter(pk__in=last.values("pk")))


def _backlog(scope: Scope, period: Period) -> dict[int, dict[str, Any]]:
    standing = standing_at(scope, period.end)
    return _facts(standing.filter(facts__phase__in=OPEN_PHASES))


# The events that say anew in what state a record is, and what it is about.
STATEMENTS: Sequence[str] = (
    "records.opened",
    "records.moved",
    "records.held",
    "records.reclassified",
)
