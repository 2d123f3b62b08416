"""The values of a measure as one looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.timezone import localdate

from core.evidence import Period
from slm.availability import percentile
from slm.models import Measure, MeasuredValue

NEWEST = 50


@dataclass(frozen=True, slots=True)
class DayOfValues:
    """What was measured on a day, where the reader is."""

    day: date
    count: int
    mean: Decimal
    p95: Decimal
    largest: Decimal


def values_of(measure: Measure, period: Period) -> QuerySet[MeasuredValue]:
    """Return the values of the period, the oldest first."""
    values = measure.values.filter(at__gte=period.start, at__lt=period.end)
    return values.order_by("at")


def newest_values(measure: Measure, period: Period) -> Sequence[MeasuredValue]:
    """Return the last values of the period, the newest first."""
    return list(values_of(measure, period).reverse()[:NEWEST])


def days_of_values(measure: Measure, period: Period) -> list[DayOfValues]:
    """Return the values of a period by day; days without any are absent."""
    by_day: dict[date, list[Decimal]] = {}
    for at, value in values_of(measure, period).values_list("at", "value"):
        by_day.setdefault(localdate(at), []).append(value)
    return [_day(day, values) for day, values in by_day.items()]


def _day(day: date, values: list[Decimal]) -> DayOfValues:
    mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.001"))
    return DayOfValues(day, len(values), mean, percentile(values, 95), max(values))
