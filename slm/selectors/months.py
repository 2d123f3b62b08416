"""What became of the targets that are kept or missed over a month as a whole."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from catalogue.models import Service
from core.evidence import Period
from core.models import User
from slm.choices import OF_OUTAGES, Leg, PeriodMetric
from slm.models import Agreement, AgreementVersion, Outage, Target
from slm.selectors.availability import outages_within
from slm.selectors.book import span_of
from slm.selectors.judging import (
    MonthRow,
    judge_outages,
    judge_ratings,
    judge_values,
)


def month_rows(
    period: Period,
    *,
    at: datetime,
    reader: User | None = None,
    customer_id: int | None = None,
    service_id: int | None = None,
    agreement: Agreement | None = None,
    legs: Sequence[str] = (Leg.SLA,),
) -> list[MonthRow]:
    """
    Return what became of the targets of the period as a whole, up to now.

    A version that held for a part of it is judged over that part.
    """
    versions = _versions(reader, customer_id, agreement, legs)
    targets = Target.objects.filter(
        version__in=versions, metric__in=PeriodMetric.values
    )
    listed = targets.select_related("calendar", "service", "measure__service").order_by(
        "version__agreement__title", "version", "metric", "pk"
    )
    by_version: dict[int, list[Target]] = {}
    for target in listed:
        by_version.setdefault(target.version_id, []).append(target)
    outages = outages_within(period) if by_version else {}
    return [
        row
        for version in versions.filter(pk__in=by_version).order_by(
            "agreement__title", "number"
        )
        if (part := _part(version, period, at))
        for row in _rows(version, by_version[version.pk], part, outages, at)
        if service_id in (None, row.service.pk if row.service else None)
    ]


def _versions(
    reader: User | None,
    customer_id: int | None,
    agreement: Agreement | None,
    legs: Sequence[str],
) -> QuerySet[AgreementVersion]:
    """Return the versions that were ever put into force, of what is asked for."""
    versions = AgreementVersion.objects.published().select_related(
        "agreement__item", "agreement__customer"
    )
    agreements = Agreement.objects.visible_to(reader) if reader else Agreement.objects
    versions = versions.filter(agreement__in=agreements.filter(leg__in=legs))
    if customer_id is not None:
        versions = versions.filter(agreement__customer=customer_id)
    if agreement is not None:
        versions = versions.filter(agreement=agreement)
    return versions


def _part(version: AgreementVersion, period: Period, at: datetime) -> Period | None:
    starts_at, ends_at = span_of(version)
    start = max(starts_at, period.start)
    end = min(ends_at or period.end, period.end)
    return Period(start, end) if start < min(end, at) else None


def _rows(
    version: AgreementVersion,
    targets: Sequence[Target],
    period: Period,
    outages: dict[int, list[Outage]],
    at: datetime,
) -> Iterator[MonthRow]:
    own = {(one.metric, one.service_id) for one in targets if one.service_id}
    for target in targets:
        if target.metric in OF_OUTAGES:
            for service in services_of(target, version):
                # What is promised for a service goes before what is promised for all.
                if target.service_id or (target.metric, service.pk) not in own:
                    found = outages.get(service.pk, ())
                    yield judge_outages(target, version, service, found, period, at)
        elif target.metric == PeriodMetric.MEASURED:
            yield judge_values(target, version, period, at)
        else:
            yield judge_ratings(target, version, period)


def services_of(target: Target, version: AgreementVersion) -> list[Service]:
    """Return the services that a target of a month is about."""
    if target.service:
        return [target.service]
    limited = list(version.services.order_by("name"))
    if limited or version.agreement.leg != Leg.SLA:
        return limited
    used = Service.objects.live().exclude(entitlements=None)
    if version.agreement.customer_id:
        used = used.filter(entitlements__customer=version.agreement.customer_id)
    return list(used.order_by("name").distinct())
