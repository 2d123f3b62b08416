"""What a target says, as a value: from a form, a file or a row, all alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, Person
from calendars.hours import Budget
from calendars.models import Calendar
from catalogue.models import Service
from records.models import Category
from slm.choices import DIRECTIONS, Direction, PeriodMetric
from slm.credits import Credit, spell_credits
from slm.models import (
    Agreement,
    ChainLink,
    CreditRule,
    Measure,
    Target,
    TargetBudget,
)

STANDARD_THRESHOLDS = (50, 75, 100)
# What a target says beside what clocks need: how it is measured, and of a month as a
# whole how much. An event keeps of these only what is said.
MEASURED = ("source", "measuring_point", "formula", "direction", "statistic")
OF_PERIOD = ("goal_value", "least_answers", "partial_weight", "planned_minutes")
IN_LEGS = ("leg__item", "leg__team", "leg__supplier", "leg__customer")


@dataclass(frozen=True, slots=True)
class Rest:
    """What a target rests on: an agreement within, or with a supplier, and its metric."""

    leg: Agreement
    metric: str
    # Beside the one before, rather than after it.
    is_parallel: bool = False


@dataclass(frozen=True, slots=True)
class TargetTerms:
    """
    The terms of one target.

    `budgets` maps a priority, or None for every other, to its budget; a target of a
    month as a whole has none, but a goal and a direction. `planned_minutes` do not
    count in a month; None stands for all that are planned.
    """

    metric: str
    calendar: Calendar
    budgets: Mapping[int | None, Budget] = field(default_factory=dict)
    name: str = ""
    record_kind: str = ""
    customer: Organisation | None = None
    service: Service | None = None
    category: Category | None = None
    pauses: tuple[str, ...] = ()
    thresholds: tuple[int, ...] = STANDARD_THRESHOLDS
    goal_percent: Decimal = field(default_factory=lambda: Decimal(95))
    rests_on: tuple[Rest, ...] = ()
    # What is credited if the goal is missed.
    credits: tuple[Credit, ...] = ()
    source: str = ""
    # Of outages; a measure names its own.
    measuring_point: str = ""
    formula: str = ""
    responsible: Person | None = None
    goal_value: Decimal | None = None
    direction: str = ""
    statistic: str = ""
    measure: Measure | None = None
    least_answers: int | None = None
    partial_weight: int | None = None
    planned_minutes: int | None = None

    @property
    def better(self) -> str:
        """Whether more or less is better; what is measured says it where it can."""
        if self.metric in DIRECTIONS:
            return DIRECTIONS[PeriodMetric(self.metric)]
        return Direction(self.direction) if self.direction else ""

    @classmethod
    def of(cls, target: Target) -> "TargetTerms":
        """Return the terms that a stored target has."""
        return cls(
            metric=target.metric,
            calendar=target.calendar,
            budgets={row.priority: row.budget for row in target.budgets.all()},
            name=target.name,
            record_kind=target.record_kind,
            customer=target.customer,
            service=target.service,
            category=target.category,
            pauses=tuple(target.pauses),
            thresholds=tuple(target.thresholds),
            goal_percent=target.goal_percent,
            rests_on=tuple(
                Rest(link.leg, link.metric, link.is_parallel)
                for link in target.links.select_related(*IN_LEGS).order_by("position")
            ),
            credits=tuple(rule.credit for rule in target.credit_rules.all()),
            responsible=target.responsible,
            measure=target.measure,
            **{name: getattr(target, name) for name in (*MEASURED, *OF_PERIOD)},
        )

    def write_to(self, target: Target) -> None:
        """Give a target these terms; it is not stored yet."""
        target.name = self.name
        target.metric = self.metric
        target.record_kind = self.record_kind
        target.customer = self.customer
        target.service = self.service
        target.category = self.category
        target.calendar = self.calendar
        target.pauses = sorted(self.pauses)
        target.thresholds = sorted(set(self.thresholds))
        target.goal_percent = self.goal_percent
        target.responsible, target.measure = self.responsible, self.measure
        for name in (*MEASURED, *OF_PERIOD):
            setattr(target, name, getattr(self, name))
        target.direction = self.better

    def budget_rows(self, target: Target) -> list[TargetBudget]:
        """Return the budgets of a target with these terms, not yet stored."""
        return [
            TargetBudget.of(target, priority, budget)
            for priority, budget in self.budgets.items()
        ]

    def links(self, target: Target) -> list[ChainLink]:
        """Return what a target with these terms rests on, not yet stored."""
        return [
            ChainLink(
                target=target,
                leg=rest.leg,
                metric=rest.metric,
                position=position,
                is_parallel=rest.is_parallel and position > 1,
            )
            for position, rest in enumerate(self.rests_on, 1)
        ]

    def credit_rows(self, target: Target) -> list[CreditRule]:
        """Return the credits of a target with these terms, not yet stored."""
        return [CreditRule.of(target, credit) for credit in self.credits]

    def facts(self) -> dict[str, Any]:
        """Return the terms by ids and codes, as an event keeps them."""
        links = [_link(link) for link in self.links(Target())]
        return {
            "metric": self.metric,
            "calendar": self.calendar.pk,
            "budgets": {
                str(priority or "any"): budget_facts(budget)
                for priority, budget in self.budgets.items()
            },
            "name": self.name,
            "record_kind": self.record_kind,
            "customer": self.customer.pk if self.customer else None,
            "service": self.service.pk if self.service else None,
            "category": self.category.pk if self.category else None,
            "pauses": sorted(self.pauses),
            "thresholds": sorted(set(self.thresholds)),
            "goal_percent": f"{self.goal_percent:.2f}",
            **({"rests_on": links} if links else {}),
            **_credit_facts(self.credits),
            **_said(
                self,
                responsible=self.responsible.pk if self.responsible else None,
                measure=self.measure.pk if self.measure else None,
                direction=self.better,
            ),
        }


def stored_facts(target: Target) -> dict[str, Any]:
    """Return the terms of a stored target as an event keeps them, read from its row."""
    budgets = {
        str(row.priority or "any"): _as_stored(row) for row in target.budgets.all()
    }
    links = [_link(link) for link in target.links.order_by("position")]
    return {
        "metric": target.metric,
        "calendar": target.calendar_id,
        "budgets": budgets,
        "name": target.name,
        "record_kind": target.record_kind,
        "customer": target.customer_id,
        "service": target.service_id,
        "category": target.category_id,
        "pauses": sorted(target.pauses),
        "thresholds": sorted(set(target.thresholds)),
        "goal_percent": f"{target.goal_percent:.2f}",
        **_said(target, responsible=target.responsible_id, measure=target.measure_id),
        **_credit_facts([rule.credit for rule in target.credit_rules.all()]),
        # Events of before there were chains say nothing of them.
        **({"rests_on": links} if links else {}),
    }


def _link(link: ChainLink) -> dict[str, Any]:
    return {
        "leg": link.leg_id,
        "metric": str(link.metric),
        "is_parallel": link.is_parallel,
    }


def _credit_facts(credits_: Iterable[Credit]) -> dict[str, Any]:
    # Events from before there were any say nothing of them.
    spelled = spell_credits(credits_)
    return {"credits": spelled} if spelled else {}


def _said(terms: TargetTerms | Target, **ids: Any) -> dict[str, Any]:
    """Return what is said beside what clocks need: what was agreed before says none."""
    values = {name: getattr(terms, name) for name in (*MEASURED, *OF_PERIOD)} | ids
    goal = values["goal_value"]
    values["goal_value"] = None if goal is None else f"{goal:.3f}"
    return {name: value for name, value in values.items() if value not in (None, "")}


def _as_stored(row: TargetBudget) -> dict[str, Any]:
    # Not by way of a budget: what was altered may be none.
    days = {
        "working_days": row.working_days,
        "end_of_working_day": row.end_of_working_day,
    }
    if row.seconds is None:
        return days
    return {"seconds": row.seconds, **(days if any(days.values()) else {})}


def budget_facts(budget: Budget) -> dict[str, Any]:
    """Return a budget as an event or a file keeps it."""
    if budget.working_days is None:
        return {"seconds": budget.seconds}
    return {
        "working_days": budget.working_days,
        "end_of_working_day": budget.end_of_working_day,
    }
