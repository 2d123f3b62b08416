"""Noting which closed months may have to be revised, as something in them is altered."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models.functions import Now

from core.periods import first_of
from slm.models import Clock, PeriodDoubt, PeriodResult, Point


def doubt_closed_months(
    clocks: Iterable[Clock],
    *,
    since: datetime,
    closed_until: datetime | None,
) -> None:
    """
    Note that what these clocks come to is altered from an instant on.

    Costs nothing while that lies after the last closed month. Whether figures differ is
    for `periods_to_revise` to find out.
    """
    if closed_until is None or since >= closed_until:
        return
    moved = Point.objects.filter(clock__in=[clock.pk for clock in clocks])
    touched = moved.values("budget__target__version__agreement")
    closed = PeriodResult.objects.filter(
        month__gte=first_of(since), agreement__in=touched, revision=1
    )
    PeriodDoubt.objects.bulk_create(
        [
            PeriodDoubt(agreement_id=agreement, month=month, noted_at=Now())
            for agreement, month in closed.values_list("agreement", "month")
        ],
        update_conflicts=True,
        unique_fields=["agreement", "month"],
        update_fields=["noted_at"],
    )
