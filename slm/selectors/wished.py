"""What became, month by month, of what is wished of a month as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Min, Sum

from core.periods import first_of, month, months_until, shift
from records.models import Rating
from slm.choices import DIRECTIONS, GoalVerdict, PeriodMetric
from slm.models import Outage, ServiceLevelRequirement, Target
from slm.selectors.availability import outages_within, reckon
from slm.selectors.judging import judge
from slm.selectors.month_words import goal_words, value_words
from slm.selectors.overview import bases_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class WishedMonth:
    """A month that is over: what was measured, and whether it is what is wished."""

    first: date
    value: str
    verdict: GoalVerdict | None


def measured_months(
    requirement: ServiceLevelRequirement, at: datetime
) -> list[WishedMonth]:
    """
    Return what the last twelve months came to, beside what is wished of a month.

    Outages are those of the service that hit the customer, by the hours it is promised
    now; without a service nothing is known of them. Left out are months in which
    nobody looked: nothing was promised of it, and no outage had ever been recorded.
    """
    if not requirement.is_of_month or requirement.new_service:
        return []
    target = _as_target(requirement)
    months = months_until(shift(first_of(at), -1), MONTHS)
    if requirement.metric == PeriodMetric.EXPERIENCE:
        found = [(first, *_score(requirement, first)) for first in months]
    else:
        found = _of_outages(requirement, target, months, at)
    is_wished = requirement.goal_value is not None
    return [
        WishedMonth(first, value_words(target, value), verdict if is_wished else None)
        for first, value, verdict in found
        if verdict != NOTHING
    ]


def wished_words(requirement: ServiceLevelRequirement) -> str:
    """Say what is wished of a month: “at least 99.9 %”; empty if nothing is."""
    if not requirement.is_of_month or requirement.goal_value is None:
        return ""
    return goal_words(_as_target(requirement))


def _as_target(requirement: ServiceLevelRequirement) -> Target:
    metric = PeriodMetric(requirement.metric)
    goal, direction = requirement.goal_value, DIRECTIONS[metric]
    return Target(metric=metric, goal_value=goal, direction=direction)


NOTHING = GoalVerdict.NOTHING
Found = tuple[date, Decimal | None, GoalVerdict]


def _of_outages(
    requirement: ServiceLevelRequirement,
    target: Target,
    months: Sequence[date],
    at: datetime,
) -> list[Found]:
    service = requirement.service
    if service is None:
        return []
    found: list[Found] = []
    earliest = Outage.objects.filter(service=service).aggregate(Min("start"))
    looked_from = earliest["start__min"] or at
    for first in months:
        period = month(first)
        bases = bases_of(service, period, requirement.customer)
        if looked_from >= period.end and not any(one.target for one in bases):
            continue
        basis = next(iter(bases), None)
        outages: list[Outage] = outages_within(period, [service.pk]).get(service.pk, [])
        if basis is not None:
            reckoned = reckon(service, outages, basis, period, at=at)
            found.append((first, *judge(target, reckoned)))
    return found


def _score(
    requirement: ServiceLevelRequirement, first: date
) -> tuple[Decimal | None, GoalVerdict]:
    period = month(first)
    ratings = Rating.objects.filter(
        record__customer=requirement.customer_id,
        rated_at__gte=period.start,
        rated_at__lt=period.end,
    )
    if requirement.service_id:
        ratings = ratings.filter(record__service=requirement.service_id)
    found = ratings.aggregate(n=Count("pk"), total=Sum("score"))
    n, total = found["n"], Decimal(found["total"] or 0)
    if not n:
        return None, NOTHING
    is_kept = total >= (requirement.goal_value or 0) * n
    verdict = GoalVerdict.KEPT if is_kept else GoalVerdict.MISSED
    return (total / n).quantize(Decimal("0.01")), verdict
