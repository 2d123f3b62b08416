"""What a customer's catalogue says now, as plain data in no language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Organisation
from calendars.models import Calendar, CalendarVersion
from calendars.selectors import version_at
from catalogue.choices import OFFERED_STATES
from catalogue.models import Entitlement, Service
from catalogue.selectors import Web, web_of_services
from core.canonical import canonical_json, plain, sha256
from records.choices import Priority
from slm.choices import Leg
from slm.credits import spell_credits
from slm.models import Target
from slm.selectors.book import target_book
from slm.selectors.kinds import record_kinds
from slm.selectors.month_promises import MonthPromise, month_promises
from slm.targets import TargetBook, TargetRule

TEXTS = (
    "name",
    "summary",
    "description",
    "included",
    "excluded",
    "how_to_get",
    "price_note",
    "state",
)
OF_MONTHS = (
    *("name", "metric", "direction", "statistic"),
    *("least_answers", "partial_weight", "planned_minutes"),
)
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all catalogues are read from, loaded once for any number of customers."""

    at: datetime
    services: Mapping[int, list[Service]]
    web: Web
    book: TargetBook
    kinds: list[str]
    targets: dict[int, Target]
    months: list[MonthPromise]
    hours: dict[int, CalendarVersion | None] = field(default_factory=dict)

    def hours_of(self, calendar: Calendar) -> CalendarVersion | None:
        """Return the version of a calendar that counts, asked for once."""
        if calendar.pk not in self.hours:
            self.hours[calendar.pk] = version_at(calendar, self.at)
        return self.hours[calendar.pk]


def live_catalogues(
    customers: Iterable[Organisation], at: datetime
) -> dict[int, Content]:
    """Return what the catalogue of each of these customers says now, by their ids."""
    wanted = list(customers)
    around = _surroundings([one.pk for one in wanted], at)
    return {one.pk: plain(_content(one, around)) for one in wanted}


def live_catalogue(customer: Organisation, at: datetime) -> Content:
    """Return what the customer's catalogue says now."""
    return live_catalogues([customer], at)[customer.pk]


def hash_of(content: Content) -> str:
    """Return the SHA-256 of a catalogue's canonical spelling."""
    return sha256(canonical_json(content))


def _surroundings(customers: list[int], at: datetime) -> Surroundings:
    entitled = Entitlement.objects.filter(
        customer__in=customers, service__state__in=OFFERED_STATES
    )
    services: dict[int, list[Service]] = {}
    related = entitled.select_related("service__item", "service__service_hours__item")
    for row in related.order_by("service__name"):
        services.setdefault(row.customer_id, []).append(row.service)
    book = target_book()
    rules = [rule for rule in book if rule.is_in_force(at)]
    targets = Target.objects.filter(pk__in={rule.target_id for rule in rules})
    related_targets = targets.select_related(
        "calendar", "version__agreement__item"
    ).prefetch_related("credit_rules")
    kinds = [key for key, _label in record_kinds()]
    return Surroundings(
        at,
        services,
        web_of_services(),
        book,
        kinds,
        {target.pk: target for target in related_targets},
        [one for one in month_promises(at) if one.leg == Leg.SLA],
    )


def _content(customer: Organisation, around: Surroundings) -> Content:
    return {
        "customer": {"id": customer.pk, "name": customer.name},
        "services": [
            _entry(service, customer, around)
            for service in around.services.get(customer.pk, [])
        ],
    }


def _entry(
    service: Service, customer: Organisation, around: Surroundings
) -> dict[str, Any]:
    return {
        "number": service.number,
        **{name: getattr(service, name) for name in TEXTS},
        "hours": _hours(service.service_hours, around),
        "rests_on": [
            {
                "service": row.service.name,
                "part": str(row.part),
                "is_component": row.on_component_id is not None,
                "role": row.role,
                "group": row.group,
                "needed": row.needed,
            }
            for row in around.web.below([service.pk])
        ],
        "targets": _targets(service, customer, around),
        # What comes to be said later leaves the hash of older versions as it was.
        **(
            {"months": months} if (months := _months(service, customer, around)) else {}
        ),
    }


def _hours(calendar: Calendar | None, around: Surroundings) -> dict[str, Any] | None:
    if calendar is None:
        return None
    version = around.hours_of(calendar)
    return {
        "calendar": calendar.name,
        "version": version.number if version else None,
        "definition": version.definition if version else None,
    }


def _targets(
    service: Service, customer: Organisation, around: Surroundings
) -> list[dict[str, Any]]:
    """Say what is promised for what is reported now, whatever its category."""
    chosen: dict[tuple[int, str], list[tuple[int, TargetRule]]] = {}
    for kind in around.kinds:
        for priority in Priority:
            for rule in _chosen(service, customer, kind, priority, around):
                key = (rule.target_id, kind)
                chosen.setdefault(key, []).append((int(priority), rule))
    return [
        _promise(around.targets[target_id], kind, rules)
        for (target_id, kind), rules in chosen.items()
    ]


def _chosen(
    service: Service,
    customer: Organisation,
    kind: str,
    priority: int,
    around: Surroundings,
) -> tuple[TargetRule, ...]:
    facts = {
        "kind": kind,
        "service": service.pk,
        "customer": customer.pk,
        "category": None,
        "priority": int(priority),
    }
    return around.book.choose(facts, around.at, Leg.SLA)


def _promise(
    target: Target, kind: str, rules: list[tuple[int, TargetRule]]
) -> dict[str, Any]:
    return {
        "agreement": target.version.agreement.number,
        "name": target.name,
        "metric": target.metric,
        "kind": kind,
        "calendar": target.calendar.name,
        "goal": target.goal_percent,
        "budgets": [
            {
                "priority": priority,
                "seconds": rule.budget.seconds,
                "working_days": rule.budget.working_days,
                "end_of_working_day": rule.budget.end_of_working_day,
            }
            for priority, rule in rules
        ],
        **_credits(target),
    }


def _months(
    service: Service, customer: Organisation, around: Surroundings
) -> list[dict[str, Any]]:
    return [
        _month(one.target)
        for one in around.months
        if one.customer_id in (None, customer.pk)
        and (one.service_ids is None or service.pk in one.service_ids)
    ]


def _month(target: Target) -> dict[str, Any]:
    goal = target.goal_value
    return {
        "agreement": target.version.agreement.number,
        "calendar": target.calendar.name,
        "goal_value": None if goal is None else f"{goal:.3f}",
        "unit": target.measure.unit if target.measure else "",
        **{name: getattr(target, name) for name in OF_MONTHS},
        **_credits(target),
    }


def _credits(target: Target) -> dict[str, Any]:
    spelled = spell_credits(rule.credit for rule in target.credit_rules.all())
    return {"credits": spelled} if spelled else {}
