"""Which agreements something done to a service touches, and in what critical periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from calendars.table import FIRST_YEAR, LAST_YEAR
from catalogue.models import Service
from core.evidence import Period
from core.wording import full_day
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion, Clock, Outage
from slm.parts import STORED
from slm.querysets import AgreementVersionQuerySet
from slm.selectors.contents import critical_spans

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Critical:
    """A critical business period that something falls into, and whose it is."""

    agreement: Agreement
    name: str
    first: date
    last: date

    def hits(self, customer_id: int | None, start: datetime, end: datetime) -> bool:
        """Whether something that befell a customer, or all, lay in it."""
        theirs = self.agreement.customer_id
        if theirs is not None and customer_id not in (None, theirs):
            return False
        day_of = self.agreement.day_of
        return day_of(start) <= self.last and day_of(end) >= self.first

    def __str__(self) -> str:
        first, last = (full_day(day) for day in (self.first, self.last))
        return f"{self.name} ({first} – {last}), {self.agreement}"


def versions_about(
    service: Service | None, period: Period, customer_id: int | None = None
) -> AgreementVersionQuerySet:
    """
    Return the versions that held in the period and promise something of the service.

    To the customer, or to all who may use it; of promises within, those that name it.
    """
    theirs, within = Q(agreement__leg=Leg.SLA), ~Q(agreement__leg=Leg.SLA)
    if customer_id is not None:
        theirs &= Q(agreement__customer=None) | Q(agreement__customer=customer_id)
    if service is not None:
        named = Q(services=service) | Q(targets__service=service)
        used = Q(agreement__customer=None) | Q(
            agreement__customer__entitlements__service=service
        )
        theirs &= used & (Q(services=None) | named)
        within &= named
    # A day more at either end: the days of agreements begin in their own zones.
    return (
        AgreementVersion.objects.published()
        .filter(
            Q(valid_to=None) | Q(valid_to__gte=period.start.date() - DAY),
            theirs | within,
            valid_from__lte=period.end.date() + DAY,
        )
        .distinct()
    )


def critical_periods(
    period: Period,
    *,
    service: Service | None = None,
    customer_id: int | None = None,
    agreement: Agreement | None = None,
) -> list[Critical]:
    """Return the critical business periods into which a span falls, by day."""
    if not FIRST_YEAR <= period.start.year <= period.end.year <= LAST_YEAR:
        # No agreement reaches so far, nor does the calendar of days.
        return []
    versions = versions_about(service, period, customer_id)
    versions = versions.filter(agreement__leg=Leg.SLA, critical_periods__isnull=False)
    if agreement is not None:
        versions = versions.filter(agreement=agreement)
    found = versions.select_related("agreement__item").prefetch_related(*STORED)
    return sorted(
        {one for version in found for one in _criticals(version, period)},
        key=lambda one: (one.first, one.name, one.agreement.pk),
    )


def critical_outages(
    outages: Iterable[Outage], service: Service, period: Period, at: datetime
) -> dict[int, str]:
    """Return in which critical periods the outages of a service fell, by name."""
    spans = critical_periods(period, service=service)
    return _named(
        (one.pk, one.customer_id, one.start, one.end or at, spans) for one in outages
    )


def critical_breaches(clocks: Iterable[Clock], period: Period) -> dict[int, str]:
    """Return in which critical periods of their customers clocks were breached, by name."""
    spans = critical_periods(period)
    return _named(
        (one.pk, one.record.customer_id, one.verdict_at, one.verdict_at, spans)
        for one in clocks
        if one.verdict_at
    )


def _named(
    found: Iterable[tuple[int, int | None, datetime, datetime, Iterable[Critical]]],
) -> dict[int, str]:
    named = {
        pk: dict.fromkeys(
            one.name for one in spans if one.hits(customer_id, start, end)
        )
        for pk, customer_id, start, end, spans in found
    }
    return {pk: ", ".join(names) for pk, names in named.items() if names}


def _criticals(version: AgreementVersion, period: Period) -> Iterable[Critical]:
    """Yield those of a version, of the days on which it holds."""
    agreement = version.agreement
    first = agreement.day_of(period.start)
    last = max(first, agreement.day_of(period.end - MOMENT))
    for name, start, end in critical_spans(version, first, last):
        if any(version.holds_on(max(day, first)) for day in (start, min(end, last))):
            yield Critical(agreement, name, start, end)
