"""What a customer is promised on a service, as the customer reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from accounts.models import Organisation
from calendars.definition import Definition
from calendars.hours import Budget
from calendars.models import Calendar
from calendars.selectors import version_at
from catalogue.models import Service
from records.choices import Priority
from slm.choices import Leg, Metric
from slm.selectors.book import target_book
from slm.targets import TargetRule


@dataclass(frozen=True, slots=True)
class PromisedTime:
    """How soon an incident of one priority is answered and solved, in which hours."""

    priority: Priority
    hours: Definition | None
    answer: Budget | None
    solution: Budget | None
    # How often there is news of it until then.
    news: Budget | None = None
    # Of each metric that is promised the share of cases in percent.
    goals: Mapping[str, Decimal] = field(default_factory=dict)


def promised_times(
    service: Service, customer: Organisation, at: datetime
) -> list[PromisedTime]:
    """
    Return what agreements with the customer, or for all, promise for incidents of the service.

    Of each priority the target that would be chosen for one reported at that instant,
    without regard to what holds for single categories only.
    """
    rules = {
        (priority, rule.calendar_id, rule.metric): rule
        for priority in Priority
        for rule in _chosen(service, customer, priority, at)
    }
    hours = _hours({calendar for _priority, calendar, _metric in rules}, at)
    return [
        _time(
            Priority(priority),
            hours[calendar],
            {
                m: rule
                for (p, c, m), rule in rules.items()
                if (p, c) == (priority, calendar)
            },
        )
        for priority, calendar in sorted({key[:2] for key in rules})
    ]


def _time(
    priority: Priority, hours: Definition | None, rules: Mapping[str, TargetRule]
) -> PromisedTime:
    times = {metric: rule.budget for metric, rule in rules.items()}
    return PromisedTime(
        priority,
        hours,
        times.get(Metric.FIRST_RESPONSE),
        times.get(Metric.RESOLUTION),
        times.get(Metric.UPDATE_INTERVAL),
        {metric: rule.goal_percent for metric, rule in rules.items()},
    )


def _chosen(
    service: Service, customer: Organisation, priority: Priority, at: datetime
) -> tuple[TargetRule, ...]:
    facts = {
        "kind": "incident",
        "service": service.pk,
        "customer": customer.pk,
        "category": None,
        "priority": int(priority),
    }
    return target_book().choose(facts, at, Leg.SLA)


def _hours(calendars: set[int], at: datetime) -> dict[int, Definition | None]:
    found = Calendar.objects.in_bulk(calendars)
    versions = {key: version_at(calendar, at) for key, calendar in found.items()}
    return {key: one.agreed if one else None for key, one in versions.items()}
