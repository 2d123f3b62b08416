"""Noting which closed months may have to be revised, as something in them is altered."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from core.periods import first_of
from slm.choices import PeriodMetric
from slm.models import (
    Agreement,
    AgreementVersion,
    BookEdition,
    Clock,
    Outage,
    PeriodDoubt,
    PeriodResult,
    Point,
    Target,
)
from slm.selectors.month_effect import targets_of_outages
from slm.services.locking import hold_page

MOMENT = timedelta(microseconds=1)


def doubt_closed_months(
    clocks: Iterable[Clock],
    *,
    since: datetime,
    closed_until: datetime | None,
) -> None:
    """
    Note that what these clocks come to is altered from an instant on.

    Costs nothing while that lies after the last closed month. Whether figures differ is
    for `periods_to_revise` to find out. The caller holds the page.
    """
    if closed_until is None or since >= closed_until:
        return
    moved = Point.objects.filter(clock__in=[clock.pk for clock in clocks])
    touched = moved.values_list("budget__target__version__agreement", flat=True)
    _note(touched, since, closed_until, closed_until)


def doubt_outage(outage: Outage, before: Mapping[str, Any]) -> None:
    """Note that an outage was not, or was another; `before` is what it was, if any."""
    was = {
        "service": outage.service_id,
        "customer": outage.customer_id,
        "start": outage.start,
        "end": outage.end,
        **before,
    }
    ends = (outage.end, was["end"])
    doubt_outages(
        since=min(outage.start, was["start"]),
        until=None if None in ends else max(end for end in ends if end),
        services=(outage.service_id, was["service"]),
        customers=(outage.customer_id, was["customer"]),
    )


def doubt_outages(
    *,
    since: datetime,
    until: datetime | None,
    services: Collection[int | None] = (None,),
    customers: Collection[int | None] = (None,),
    agreement_id: int | None = None,
) -> None:
    """
    Note that what was lost of these services, by these customers, was something else.

    None among them stands for all; without `until` to this day.
    """
    targets = targets_of_outages(
        services=services, customers=customers, agreement_id=agreement_id
    )
    doubt_months_of(targets, since=since, until=until)


def doubt_ratings(*, customer_id: int, at: datetime) -> None:
    """Note that a customer's rating of that instant is new, or about something else."""
    targets = Target.objects.filter(
        Q(version__agreement__customer=customer_id)
        | Q(version__agreement__customer=None),
        metric=PeriodMetric.EXPERIENCE,
    )
    doubt_months_of(targets, since=at, until=at + MOMENT)


def doubt_months_of(
    targets: QuerySet[Target], *, since: datetime, until: datetime | None
) -> None:
    """Note that what these targets of a month come to is altered for a span of time."""
    # Read only once nobody closes a month: see `close_period`.
    hold_page()
    closed_until = BookEdition.objects.values_list("closed_until", flat=True).get()
    if closed_until is None or since >= closed_until:
        return
    agreed = AgreementVersion.objects.published().filter(
        targets__in=targets.filter(metric__in=PeriodMetric.values)
    )
    touched = agreed.values_list("agreement", flat=True)
    _note(touched, since, until or closed_until, closed_until)


def doubt_validity(
    agreement: Agreement, *, first: date | None, until: date | None
) -> None:
    """
    Note that from that day on, or until another, an agreement holds that did not; or
    no more holds. The caller keeps the book locked.
    """
    closed_until = BookEdition.objects.values_list("closed_until", flat=True).get()
    since = agreement.start_of(first) if first else None
    if since is None or closed_until is None or since >= closed_until:
        return
    end = agreement.start_of(until) if until else closed_until
    touched = Agreement.objects.filter(pk=agreement.pk).values_list("pk", flat=True)
    _note(touched, since, end, closed_until)


def _note(
    agreements: QuerySet[Any, int],
    since: datetime,
    until: datetime,
    closed_until: datetime,
) -> None:
    last = first_of(min(until, closed_until) - MOMENT)
    results = PeriodResult.objects.filter(month__range=(first_of(since), last))
    months = set(results.values_list("month", flat=True))
    if last == first_of(closed_until - MOMENT):
        # It may be being closed at this moment: nothing of it is frozen yet.
        months.add(last)
    touched = sorted(set(agreements))
    PeriodDoubt.objects.bulk_create(
        [
            PeriodDoubt(agreement_id=agreement, month=month, noted_at=Now())
            for month in sorted(months)
            for agreement in touched
        ],
        update_conflicts=True,
        unique_fields=["agreement", "month"],
        update_fields=["noted_at"],
    )
