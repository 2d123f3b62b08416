"""Which months are closed, a year at a time, and which an outage lies in."""

from datetime import datetime

from django.db.models import QuerySet

from core.models import User
from core.periods import first_of
from slm.models import AgreementVersion, Outage, PeriodDoubt, PeriodResult
from slm.selectors.month_effect import targets_of_outages
from slm.selectors.revising import PeriodChange, periods_to_revise


def years_closed(reader: User) -> list[int]:
    """Return the years of which a month is closed, the last first."""
    results = PeriodResult.objects.visible_to(reader)
    return [day.year for day in results.dates("month", "year", order="DESC")]


def closed_in(year: int, reader: User) -> QuerySet[PeriodResult]:
    """Return how the months of a year were frozen last, without their figures."""
    results = PeriodResult.objects.visible_to(reader).filter(month__year=year)
    newest = results.newest_revisions().select_related("agreement__item")
    return newest.defer("data").order_by("-month", "agreement__item__number")


def closed_by(outage: Outage, reader: User, at: datetime) -> list[PeriodChange]:
    """Return the closed months of an outage that read otherwise by now, until revised."""
    targets = targets_of_outages(
        services=(outage.service_id,), customers=(outage.customer_id,)
    )
    told = AgreementVersion.objects.published().filter(targets__in=targets)
    months = (first_of(outage.start), first_of(outage.end or at))
    doubts = PeriodDoubt.objects.filter(
        agreement__in=told.values("agreement"), month__range=months
    )
    return periods_to_revise(reader, doubts=doubts)
