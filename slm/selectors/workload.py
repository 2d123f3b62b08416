"""How many records there were, beside how many were agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, ngettext

from core.evidence import Period
from core.periods import days, days_of, shift
from records.doors import list_url
from records.models import Record
from slm.choices import Leg, Per
from slm.models import AgreementVersion
from slm.parts import Contents, Limit
from slm.selectors.contents import OfLimit


@dataclass(frozen=True, slots=True)
class Workload(OfLimit):
    """
    One limit and the numbers of records in the whole days, weeks or months of a period.

    `counts` are pairs of the first day and the number; of a stretch that is not over
    at the end of the period only more than the upper limit counts.
    """

    counts: tuple[tuple[date, int], ...]
    unfinished: int | None
    # Where the records are listed, if a list can be narrowed to just them.
    url: str = ""

    @property
    def total(self) -> int:
        return sum(count for _day, count in self.counts) + (self.unfinished or 0)

    @property
    def least(self) -> int | None:
        return min((count for _day, count in self.counts), default=None)

    @property
    def most(self) -> int | None:
        return max((count for _day, count in self.counts), default=None)

    @property
    def stretches(self) -> int:
        """How many there are, with the one that is not over."""
        return len(self.counts) + (self.unfinished is not None)

    @property
    def above(self) -> int:
        """In how many stretches there were more than agreed."""
        upper = self.limit.upper
        numbers = [*(count for _day, count in self.counts), self.unfinished or 0]
        return 0 if upper is None else sum(number > upper for number in numbers)

    @property
    def below(self) -> int:
        """In how many whole stretches there were fewer than agreed."""
        lower = self.limit.lower
        return 0 if lower is None else sum(n < lower for _day, n in self.counts)

    @property
    def standing(self) -> str:
        """How often the limits were left, in words."""
        words = []
        if n := self.above:
            words.append(ngettext("%s time above", "%s times above", n) % n)
        if n := self.below:
            words.append(ngettext("%s time below", "%s times below", n) % n)
        return ", ".join(words) or gettext("within")


def workload_of(
    version: AgreementVersion, period: Period, *, records: QuerySet[Record]
) -> list[Workload]:
    """
    Return the numbers of records opened in the period beside each limit agreed.

    `records` are those that may be counted. The days of the period begin and end in the
    agreement's time zone, as do its weeks and months; what began before the period or
    the version is left out, and so is what was opened after either ended.
    """
    counted = _theirs(version, records)
    return [
        _workload(version, limit, period, counted)
        for limit in Contents.of(version).limits
    ]


def _theirs(version: AgreementVersion, records: QuerySet[Record]) -> QuerySet[Record]:
    agreement = version.agreement
    if agreement.leg != Leg.SLA:
        held = {f"holdings__{agreement.party_field}": agreement.party}
        return records.filter(**held).distinct()
    if agreement.customer_id:
        records = records.filter(customer=agreement.customer_id)
    services = [row.service_id for row in version.service_rows.all()]
    return records.filter(service__in=services) if services else records


def _workload(
    version: AgreementVersion, limit: Limit, period: Period, records: QuerySet[Record]
) -> Workload:
    if limit.service:
        records = records.filter(service=limit.service)
    if limit.record_kind:
        records = records.filter(item__kind=limit.record_kind)
    first, until = _bounds(version, period)
    stretches = list(_stretches(version, limit.per, first, until))
    found = records.aggregate(
        **{
            f"n{place}": Count(
                "pk",
                filter=Q(opened_at__gte=start, opened_at__lt=min(end, until)),
                distinct=True,
            )
            for place, (_day, start, end) in enumerate(stretches)
        }
    )
    counts = tuple(
        (day, found[f"n{place}"]) for place, (day, _start, _end) in enumerate(stretches)
    )
    url = _list_of(version, limit, counts[0][0]) if counts else ""
    is_over = not stretches or stretches[-1][2] <= until
    if is_over:
        return Workload(limit, counts, None, url)
    return Workload(limit, counts[:-1], counts[-1][1], url)


def _list_of(version: AgreementVersion, limit: Limit, since: date) -> str:
    """Return the list of the records since a day; lists know one service, or all."""
    named = [row.service_id for row in version.service_rows.all()]
    services = [limit.service.pk] if limit.service else named
    if version.agreement.leg != Leg.SLA or len(services) > 1:
        return ""
    customer = version.agreement.customer_id or ""
    asked = {"customer": customer, "service": services[0] if services else ""}
    return list_url(**asked, opened_after=since)


def _bounds(version: AgreementVersion, period: Period) -> tuple[date, datetime]:
    """
    Return the first day that counts, and until when.

    The same days whatever the zone: otherwise a month of the provider had more days in
    one that is behind its own, or ahead.
    """
    agreement = version.agreement
    first, last = days_of(period)
    if days(first, first).start < period.start:
        first += timedelta(days=1)
    is_whole = days(last, last).start == period.end
    until = agreement.start_of(last) if is_whole else period.end
    if version.valid_to:
        until = min(until, agreement.start_of(version.valid_to))
    return max(first, version.valid_from or first), until


def _stretches(
    version: AgreementVersion, per: str, day: date, until: datetime
) -> Iterator[tuple[date, datetime, datetime]]:
    agreement = version.agreement
    if per == Per.WEEK:
        day += timedelta(days=-day.weekday() % 7)
    elif per == Per.MONTH and day.day > 1:
        day = shift(day.replace(day=1), 1)
    while (start := agreement.start_of(day)) < until:
        following = _next(day, per)
        yield day, start, agreement.start_of(following)
        day = following


def _next(day: date, per: str) -> date:
    if per == Per.MONTH:
        return shift(day, 1)
    return day + timedelta(days=7 if per == Per.WEEK else 1)
