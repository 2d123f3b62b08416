"""Which months are closed, a year at a time."""

from django.db.models import QuerySet

from core.models import User
from slm.models import PeriodResult


def years_closed(reader: User) -> list[int]:
    """Return the years of which a month is closed, the last first."""
    results = PeriodResult.objects.visible_to(reader)
    return [day.year for day in results.dates("month", "year", order="DESC")]


def closed_in(year: int, reader: User) -> QuerySet[PeriodResult]:
    """Return how the months of a year were frozen last, without their figures."""
    results = PeriodResult.objects.visible_to(reader).filter(month__year=year)
    newest = results.newest_revisions().select_related("agreement__item")
    return newest.defer("data").order_by("-month", "agreement__item__number")
