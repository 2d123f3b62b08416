"""What a customer is promised on a service, as the customer reads it."""

from dataclasses import dataclass
from datetime import datetime

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
    """How soon an incident of one priority is answered and solved."""

    priority: Priority
    answer: Budget | None
    solution: Budget | None


@dataclass(frozen=True, slots=True)
class PromisedTimes:
    """Promised times that count in the same hours."""

    hours: Definition | None
    times: list[PromisedTime]


def promised_times(
    service: Service, customer: Organisation, at: datetime
) -> list[PromisedTimes]:
    """
    Return what the customer's own agreements promise for incidents of the service.

    Of each priority the target that would be chosen for one reported at that instant,
    without regard to what holds for single categories only.
    """
    rules = {
        (priority, rule.metric): rule
        for priority in Priority
        for rule in _chosen(service, customer, priority, at)
    }
    calendars = Calendar.objects.in_bulk({rule.calendar_id for rule in rules.values()})
    found = []
    for key, calendar in sorted(calendars.items()):
        own = {name: rule for name, rule in rules.items() if rule.calendar_id == key}
        version = version_at(calendar, at)
        found.append(PromisedTimes(version.agreed if version else None, _times(own)))
    return found


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


def _times(rules: dict[tuple[Priority, str], TargetRule]) -> list[PromisedTime]:
    def given(priority: Priority, metric: Metric) -> Budget | None:
        rule = rules.get((priority, metric))
        return rule.budget if rule else None

    times = [
        PromisedTime(
            priority,
            given(priority, Metric.FIRST_RESPONSE),
            given(priority, Metric.RESOLUTION),
        )
        for priority in Priority
    ]
    return [time for time in times if time.answer or time.solution]
