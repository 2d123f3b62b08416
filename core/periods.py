"""Periods as the provider reckons them, in the zone of the settings."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Case, IntegerField, Value, When
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from core.evidence import Period


def first_of(at: datetime) -> date:
    """Return the first day of the month in which the instant lies."""
    return at.astimezone(get_default_timezone()).date().replace(day=1)


def shift(month: date, by: int) -> date:
    """Return the first day of the month that many months later, or earlier."""
    years, index = divmod(month.month - 1 + by, 12)
    return date(month.year + years, index + 1, 1)


def month(first: date) -> Period:
    """Return the month that begins on that day."""
    return Period(_midnight(first), _midnight(shift(first, 1)))


def days_of(period: Period) -> tuple[date, date]:
    """Return the day on which the period begins, and the one on which it ends."""
    zone = get_default_timezone()
    return period.start.astimezone(zone).date(), period.end.astimezone(zone).date()


def months_until(last: date, count: int = 12) -> list[date]:
    """Return the first days of the last so many months, the given one included."""
    return [shift(last, place - count + 1) for place in range(count)]


def months_within(period: Period) -> list[date]:
    """Return the first days of the months that lie wholly within the period."""
    first, found = first_of(period.start), list[date]()
    while month(first).end <= period.end:
        if month(first).start >= period.start:
            found.append(first)
        first = shift(first, 1)
    return found


def months_touching(period: Period) -> Iterator[date]:
    """Walk through the first days of the months that a period touches."""
    first = first_of(period.start)
    while month(first).start < period.end:
        yield first
        first = shift(first, 1)


def months_from(first: date, last: date) -> list[date]:
    """Return the first days of the months from one to another, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, 1)
    return found


def span_of_months(months: list[date]) -> Period:
    """Return the time from the first to the last of these months."""
    return Period(month(months[0]).start, month(months[-1]).end)


def place_of(field: str, periods: Sequence[Period]) -> Case:
    """
    Return, for a query, in which of these successive periods an instant lies.

    Told by their bounds, one of which it must be within: the database has data on time
    zones of its own, which need not be those of `tzdata`.
    """
    whens = [
        When(**{f"{field}__lt": one.end}, then=Value(place))
        for place, one in enumerate(periods)
    ]
    return Case(*whens, output_field=IntegerField())


class Unit(models.TextChoices):
    """How long a period is."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")


def begin_of(unit: str, on: date) -> date:
    """Return the first day of the day, week, month or quarter in which that day lies."""
    if unit == Unit.WEEK:
        return on - timedelta(days=on.weekday())
    if unit == Unit.MONTH:
        return on.replace(day=1)
    if unit == Unit.QUARTER:
        return on.replace(month=on.month - (on.month - 1) % 3, day=1)
    return on


def shift_by(unit: str, first: date, by: int) -> date:
    """Return the first day of the period that many periods later, or earlier."""
    if unit in (Unit.MONTH, Unit.QUARTER):
        return shift(first, by * (3 if unit == Unit.QUARTER else 1))
    return first + by * timedelta(days=7 if unit == Unit.WEEK else 1)


def period_of(unit: str, first: date) -> Period:
    """Return the day, week, month or quarter that begins on that day."""
    return Period(_midnight(first), _midnight(shift_by(unit, first, 1)))


def days(first: date, last: date) -> Period:
    """Return the time from the beginning of one day to the end of another."""
    return Period(_midnight(first), _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_default_timezone())
