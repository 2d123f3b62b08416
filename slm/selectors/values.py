"""The values of a measure as one looks at them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from core.canonical import part_hash
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


@dataclass(frozen=True, slots=True)
class BesideStored:
    """Values beside those stored: the new, how many are known, those that correct."""

    new: list[tuple[datetime, Decimal]]
    known: int
    corrected: list[tuple[MeasuredValue, Decimal]]

    @property
    def counts(self) -> dict[str, int]:
        new, corrected = len(self.new), len(self.corrected)
        return {"new": new, "known": self.known, "corrected": corrected}


def beside_stored(
    measure: Measure, values: Iterable[tuple[datetime, Decimal]]
) -> BesideStored:
    """Say of each value whether it is new, known as it is, or corrects one."""
    given = dict(values)
    stored = {one.at: one for one in measure.values.filter(at__in=given)}
    new = [(when, value) for when, value in given.items() if when not in stored]
    corrected = [
        (one, given[when]) for when, one in stored.items() if one.value != given[when]
    ]
    return BesideStored(new, len(stored) - len(corrected), corrected)


def values_of(measure: Measure, period: Period) -> QuerySet[MeasuredValue]:
    """Return the values of the period, the oldest first."""
    values = measure.values.filter(at__gte=period.start, at__lt=period.end)
    return values.order_by("at")


def newest_values(measure: Measure, period: Period) -> Sequence[MeasuredValue]:
    """Return the last values of the period, the newest first."""
    return list(values_of(measure, period).reverse()[:NEWEST])


def values_by_measure(
    measures: Iterable[int], period: Period
) -> Iterator[tuple[int, list[tuple[datetime, Decimal]]]]:
    """Yield what each of these measured in the period; in memory is one at a time."""
    silent = set(measures)
    if silent:
        values = MeasuredValue.objects.filter(
            measure__in=list(silent), at__gte=period.start, at__lt=period.end
        )
        rows = values.order_by("measure", "at").values_list("measure", "at", "value")
        for pk, group in groupby(rows.iterator(), key=itemgetter(0)):
            silent.discard(pk)
            yield pk, [(at, value) for _pk, at, value in group]
    yield from ((pk, []) for pk in silent)


def days_of_values(measure: Measure, period: Period) -> list[DayOfValues]:
    """Return the values of a period by day; days without any are absent."""
    by_day: dict[date, list[Decimal]] = {}
    for at, value in values_of(measure, period).values_list("at", "value"):
        by_day.setdefault(localdate(at), []).append(value)
    return [_day(day, values) for day, values in by_day.items()]


def _day(day: date, values: list[Decimal]) -> DayOfValues:
    mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.001"))
    return DayOfValues(day, len(values), mean, percentile(values, 95), max(values))


def utc_day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def parts_of_days(
    values: Iterable[MeasuredValue],
) -> dict[int, dict[str, list[list[Any]]]]:
    """Return values by measure and day: there are too many for a part of each."""
    found: dict[int, dict[str, list[list[Any]]]] = {}
    for one in values:
        days = found.setdefault(one.measure_id, {})
        part = days.setdefault(f"values {utc_day(one.at)}", [])
        part.append([one.pk, one.at, one.value, one.how])
    return found


def hashes_of_days(measure: Measure, days: Collection[date]) -> dict[str, str]:
    """Return the hash of what was measured on each of these days, in UTC."""
    values = measure.values.annotate(day=TruncDate("at", tzinfo=UTC))
    found = parts_of_days(values.filter(day__in=days).order_by("at"))
    parts = found.get(measure.pk, {})
    return {part: part_hash(rows) for part, rows in parts.items()}
