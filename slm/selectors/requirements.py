"""What a provider should know before it answers a need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import get_default_timezone

from calendars.hours import Budget
from core.periods import days
from records.choices import Priority
from slm.choices import (
    DIRECTIONS,
    Coverage,
    Direction,
    Leg,
    PeriodMetric,
    Verdict,
)
from slm.models import (
    Agreement,
    AgreementVersion,
    Clock,
    ServiceLevelRequirement,
    Target,
)
from slm.selectors.book import target_book
from slm.selectors.month_words import goal_words
from slm.targets import TargetRule

PARTIES_OF_TARGETS = [
    f"version__agreement__{name}" for name in ("item", "customer", "team", "supplier")
]
# How far back what was measured says something about what can be promised.
LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Measured:
    """What compliance would have been: clocks closed in a year, and those in time."""

    n: int
    within: int | None
    average: float | None

    goal_percent: Decimal | None = None
    # Where those clocks are listed.
    url: str = ""

    @property
    def share(self) -> float | None:
        return None if self.within is None or not self.n else self.within / self.n

    @property
    def is_enough(self) -> bool | None:
        """Whether the wished share was reached; None if none is wished, or known."""
        if self.goal_percent is None or self.within is None or not self.n:
            return None
        return self.within * 100 >= self.goal_percent * self.n


@dataclass(frozen=True, slots=True)
class Promise:
    """A target that bears on a need: whose it is, and what it gives."""

    agreement: Agreement
    target: Target
    priority: Priority | None
    # Of a month as a whole there is none.
    budget: Budget | None
    # Whether it takes longer than the need allows, or gives less of a month.
    is_too_slow: bool
    # Whether it is to be kept less often.
    is_too_seldom: bool = False

    @property
    def goal(self) -> str:
        """What is promised of a month, in words."""
        return goal_words(self.target)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many needs there are, by how far they are answered."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def rows(self) -> list[tuple[Coverage, int]]:
        return [(one, self.counts.get(one.value, 0)) for one in Coverage]

    @property
    def share(self) -> float | None:
        """The share of needs that are answered wholly, of all that were gathered."""
        if not self.total:
            return None
        return self.counts.get(Coverage.WHOLLY.value, 0) / self.total


def measured_performance(
    requirement: ServiceLevelRequirement, at: datetime
) -> Measured | None:
    """
    Return how often the wished time was kept in the last year, if one is wished.

    Of the customer's own closed clocks of that metric, service and priority. Of a time
    in working days only the number and the average are known.
    """
    if not requirement.metric or requirement.is_of_month or requirement.new_service:
        return None
    today = at.astimezone(get_default_timezone()).date()
    year = days(today - LOOK_BACK, today)
    clocks = Clock.objects.promised_to_customers().filter(
        metric=requirement.metric,
        record__customer=requirement.customer_id,
        verdict__in=[Verdict.MET, Verdict.BREACHED],
        stopped_at__gte=year.start,
        stopped_at__lt=year.end,
    )
    if requirement.service_id:
        clocks = clocks.filter(record__service=requirement.service_id)
    if requirement.priority:
        clocks = clocks.filter(record__priority=requirement.priority)
    budget = requirement.budget
    in_seconds = budget is not None and budget.working_days is None
    limit = budget.seconds if budget and in_seconds else 0
    found = clocks.aggregate(
        n=Count("pk"),
        within=Count("pk", filter=Q(elapsed_seconds__lte=limit)),
        average=Avg("elapsed_seconds"),
    )
    within = found["within"] if in_seconds else None
    goal, url = requirement.goal_percent, _clocks_url(requirement, today)
    return Measured(found["n"], within, found["average"], goal, url)


def _clocks_url(requirement: ServiceLevelRequirement, today: date) -> str:
    asked = {
        "leg": Leg.SLA.value,
        "verdict": "judged",
        "metric": requirement.metric,
        "customer": str(requirement.customer_id),
        "service": str(requirement.service_id or ""),
        "priority": str(requirement.priority or ""),
        "stopped_from": f"{today - LOOK_BACK}",
        "stopped_until": f"{today}",
    }
    return f"{reverse('clock_list')}?{urlencode(asked)}"


def promises_beneath(
    requirement: ServiceLevelRequirement, at: datetime
) -> list[Promise]:
    """
    Return what teams and suppliers promise on the service: those too slow conflict.

    On a service that there is not yet, nobody promises anything.
    """
    if requirement.new_service:
        return []
    if requirement.is_of_month:
        return _of_month(requirement, at, Leg.OLA, Leg.UC)
    return _promises(
        requirement, [r for r in _rules(requirement, at) if r.leg != Leg.SLA]
    )


def similar_promises(
    requirement: ServiceLevelRequirement, at: datetime
) -> list[Promise]:
    """Return what is promised to others, or to this customer, on the same."""
    if requirement.new_service:
        return []
    if requirement.is_of_month:
        return _of_month(requirement, at, Leg.SLA)
    return _promises(
        requirement, [r for r in _rules(requirement, at) if r.leg == Leg.SLA]
    )


def _of_month(
    requirement: ServiceLevelRequirement, at: datetime, *legs: str
) -> list[Promise]:
    """Return what is promised of a month as a whole on the same."""
    held = AgreementVersion.objects.valid_on(timezone.localdate(at))
    targets = Target.objects.filter(
        metric=requirement.metric, version__in=held.filter(agreement__leg__in=legs)
    ).select_related(*PARTIES_OF_TARGETS, "service", "measure")
    if service := requirement.service_id:
        targets = about_service(targets, service)
    return [
        Promise(
            one.version.agreement,
            one,
            None,
            None,
            gives_less(one, requirement.goal_value),
        )
        for one in targets.order_by("version__agreement__item__number", "pk")
    ]


def gives_less(target: Target, wished: Decimal | None) -> bool:
    """Whether a target of a month promises less of it than is wished."""
    promised = target.goal_value
    if promised is None or wished is None:
        return False
    direction = target.direction or DIRECTIONS[PeriodMetric(target.metric)]
    if direction == Direction.AT_LEAST:
        return promised < wished
    return promised > wished


def _rules(requirement: ServiceLevelRequirement, at: datetime) -> Iterator[TargetRule]:
    for rule in target_book():
        if rule.is_in_force(at) and is_about(requirement, rule):
            yield rule


def is_about(requirement: ServiceLevelRequirement, rule: TargetRule) -> bool:
    """Whether a promise is about what is needed: measure, priority and service."""
    return (
        requirement.metric in ("", rule.metric)
        and requirement.priority in (None, rule.priority or requirement.priority)
        and (
            requirement.service_id is None
            or rule.service_ids is None
            or requirement.service_id in rule.service_ids
        )
    )


def _promises(
    requirement: ServiceLevelRequirement, rules: list[TargetRule]
) -> list[Promise]:
    targets = Target.objects.select_related(
        *PARTIES_OF_TARGETS, "service", "category", "customer"
    ).in_bulk({rule.target_id for rule in rules})
    found = [
        Promise(
            targets[rule.target_id].version.agreement,
            targets[rule.target_id],
            Priority(rule.priority) if rule.priority else None,
            rule.budget,
            is_longer(rule.budget, requirement.budget),
            rule.goal_percent < (requirement.goal_percent or 0),
        )
        for rule in rules
    ]
    return sorted(
        found, key=lambda one: (one.agreement.number, one.target.pk, one.priority or 9)
    )


def is_longer(promised: Budget, wished: Budget | None) -> bool:
    """Whether a promise takes longer; what counts otherwise is not compared."""
    if wished is None:
        return False
    if promised.working_days is None and wished.working_days is None:
        return promised.seconds > wished.seconds
    if promised.working_days is not None and wished.working_days is not None:
        return promised.working_days > wished.working_days
    # Days of work against hours: who wishes hours is not served in days.
    return promised.working_days is not None and promised.working_days > 0


def answering_targets(
    requirement: ServiceLevelRequirement, day: date
) -> QuerySet[Target]:
    """
    Return what is agreed with the customer, or with all, on that day or from later.

    Of the measure and the service that the need names, if it names them.
    """
    lasting = AgreementVersion.objects.lasting(day)
    versions = lasting.promised_to(requirement.customer_id)
    targets = Target.objects.filter(version__in=versions)
    if requirement.metric:
        targets = targets.filter(metric=requirement.metric)
    if requirement.service_id is not None:
        targets = about_service(targets, requirement.service_id)
    about = ("version__agreement__item", "service", "category", "customer")
    order = ("-version__valid_from", "version_id", "metric", "pk")
    return targets.select_related(*about).order_by(*order)


def about_service(targets: QuerySet[Target], service_id: int) -> QuerySet[Target]:
    """Return those that are about a service: it alone, its agreement's, or any."""
    named = Q(service=service_id) | Q(service=None, version__services=service_id)
    all_of_them = Q(service=None, version__services=None)
    return targets.filter(named | all_of_them).distinct()
