"""Whether what was planned was so as agreed: announced in time, short enough, not too often."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core.evidence import Period
from slm.choices import InterruptionsPer, Loss, Unagreed
from slm.models import AgreementVersion, Outage
from slm.parts import Numbers
from slm.selectors.affected import versions_about

DAY = timedelta(days=1)


def not_as_agreed(
    windows: Iterable[Outage], numbers: Numbers, zone: ZoneInfo
) -> dict[int, Unagreed]:
    """
    Return which planned interruptions count as unplanned under what was agreed, and why.

    `windows` are those of one service. Of too many in a month or quarter the first ones
    hold; what was announced too late, or is too long, takes nobody's place.
    """
    found: dict[int, Unagreed] = {}
    held: Counter[tuple[int, int]] = Counter()
    for one in sorted(windows, key=lambda window: (window.start, window.pk)):
        of = _first_of(one.start.astimezone(zone).date(), numbers.interruptions_per)
        reason = _reason(one, numbers, held[of.year, of.month])
        if reason:
            found[one.pk] = reason
        else:
            held[of.year, of.month] += 1
    return found


def _reason(window: Outage, numbers: Numbers, before: int) -> Unagreed | None:
    notice = timedelta(hours=numbers.notice_hours or 0)
    longest, most = numbers.longest_minutes, numbers.interruptions_at_most
    if window.known_since + notice > window.start:
        return Unagreed.NOTICE
    end = window.end or window.start
    if longest is not None and end - window.start > timedelta(minutes=longest):
        return Unagreed.LONGEST
    return Unagreed.NUMBER if most is not None and before >= most else None


def unagreed_of(
    version: AgreementVersion,
    outages: Iterable[Outage],
    known: Iterable[Outage] | None = None,
    customer_id: int | None = None,
) -> Mapping[int, Unagreed]:
    """
    Return which of a service's planned outages count as unplanned under a version.

    `known` are those of `planned_beside` for this service, if there are many to ask for;
    the customer is whoever inherits what is promised to all.
    """
    planned = [one for one in outages if one.is_planned and one.loss != Loss.NONE]
    numbers = Numbers.of(version) if planned else Numbers()
    if numbers == Numbers():
        return {}
    agreement, starts = version.agreement, [one.start for one in planned]
    customer = customer_id or agreement.customer_id
    zone = ZoneInfo(agreement.time_zone)
    first = min(starts).astimezone(zone).date()
    begin = agreement.start_of(_first_of(first, numbers.interruptions_per))
    if known is None:
        known = _planned_from(begin).filter(service=planned[0].service_id)
    windows = [
        one
        for one in known
        if begin <= one.start <= max(starts)
        and (customer is None or one.customer_id in (None, customer))
    ]
    return not_as_agreed(windows, numbers, zone)


def planned_beside(outages: Iterable[Outage]) -> dict[int, list[Outage]]:
    """Return, by service, all that may count beside the planned ones among these."""
    planned = [one for one in outages if one.is_planned]
    found: dict[int, list[Outage]] = {one.service_id: [] for one in planned}
    if planned:
        # The quarter in which the first of them lies, wherever its days begin.
        first = (min(one.start for one in planned) - DAY).date()
        quarter = _first_of(first, InterruptionsPer.QUARTER)
        begin = datetime.combine(quarter, time(), UTC) - DAY
        for one in _planned_from(begin).filter(service__in=list(found)):
            found[one.service_id].append(one)
    return found


def _planned_from(begin: datetime) -> QuerySet[Outage]:
    planned = Outage.objects.counting().filter(is_planned=True, start__gte=begin)
    return planned.exclude(loss=Loss.NONE)


def unagreed_with(outage: Outage) -> Sequence[tuple[AgreementVersion, Unagreed]]:
    """Return under which versions a planned outage counts as unplanned, and why."""
    if not outage.is_planned or outage.loss == Loss.NONE:
        return []
    moment = Period(outage.start, outage.start)
    versions = versions_about(outage.service, moment, outage.customer_id)
    listed = versions.select_related("agreement__item", "arrangement")
    return [
        (version, reason)
        for version in listed.order_by("agreement__title", "pk")
        if version.holds_on(version.agreement.day_of(outage.start))
        and (reason := unagreed_of(version, [outage]).get(outage.pk))
    ]


def _first_of(day: date, per: str) -> date:
    """Return the first day of the month, or of the quarter, that a day lies in."""
    months = 3 if per == InterruptionsPer.QUARTER else 1
    return day.replace(day=1, month=day.month - (day.month - 1) % months)
