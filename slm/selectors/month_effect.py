"""What a decision does to targets of a month as a whole: each judged without and with."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.periods import first_of, shift
from core.periods import month as month_period
from slm.choices import OF_OUTAGES, Leg
from slm.models import Exclusion, Outage, Target
from slm.selectors.excluding import rule_of
from slm.selectors.frozen_months import pairs_differing, plain_months
from slm.selectors.held import Held, as_held
from slm.selectors.months import month_rows


def targets_of_outages(
    *,
    services: Collection[int | None] = (None,),
    customers: Collection[int | None] = (None,),
    agreement_id: int | None = None,
) -> QuerySet[Target]:
    """Return what outages of these services tell these customers; None is all of them."""
    targets = Target.objects.filter(metric__in=OF_OUTAGES)
    if None not in services:
        targets = targets.filter(Q(service=None) | Q(service__in=services))
    if None not in customers:
        whose = Q(version__agreement__customer__in=customers)
        targets = targets.filter(whose | Q(version__agreement__customer=None))
    if agreement_id is not None:
        targets = targets.filter(version__agreement=agreement_id)
    return targets


def targets_changed(
    both: tuple[Held, Held],
    targets: QuerySet[Target],
    *,
    start: datetime,
    end: datetime,
    at: datetime,
) -> Iterator[dict[str, Any]]:
    """Yield those that would read otherwise, of each month of a span."""
    touched = set(targets.values_list("version__agreement", flat=True))
    theirs = Target.objects.filter(version__agreement__in=touched)
    agreements = dict(theirs.values_list("pk", "version__agreement"))
    first, until = first_of(start), min(end, at)
    while touched and month_period(first).start < until:
        period = month_period(first)
        before, after = (
            plain_months(
                month_rows(
                    period,
                    at=min(period.end, at),
                    agreements=touched,
                    legs=Leg.values,
                    held=held,
                )
            )
            for held in both
        )
        for old, new in pairs_differing(before, after):
            yield {
                "month": first.isoformat(),
                "agreement": agreements[(new or old or {})["target_id"]],
                "before": old,
                "after": new,
            }
        first = shift(first, 1)


def targets_excluded(exclusion: Exclusion, at: datetime) -> list[dict[str, Any]]:
    """Return which targets of a month would read otherwise by an exclusion."""
    outages = Outage.objects.counting().within(exclusion.start, exclusion.end)
    if exclusion.record_id:
        outages = outages.filter(record=exclusion.record_id)
    if exclusion.service_id:
        outages = outages.filter(service=exclusion.service_id)
    services = set(outages.values_list("service", flat=True))
    if not services:
        return []
    held = as_held()
    rule = rule_of(exclusion)
    others = [one for one in held.rules if one.key != rule.key]
    both = (replace(held, rules=others), replace(held, rules=[*others, rule]))
    targets = targets_of_outages(
        services=services,
        customers=(exclusion.customer_id,),
        agreement_id=exclusion.agreement_id,
    )
    span = {"start": exclusion.start, "end": exclusion.end}
    return list(targets_changed(both, targets, **span, at=at))
