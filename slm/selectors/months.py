"""What became of the targets that are kept or missed over a month as a whole."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from catalogue.models import Service
from core.evidence import Period
from core.models import User
from slm.choices import OF_OUTAGES, Leg, PeriodMetric
from slm.models import Agreement, AgreementVersion, Outage, Target
from slm.selectors.availability import basis_of, outages_within
from slm.selectors.held import Held, as_held
from slm.selectors.judging import (
    MonthRow,
    judge_outages,
    judge_ratings,
    judge_values,
)
from slm.selectors.repaired import Span


def month_rows(
    period: Period,
    *,
    at: datetime,
    reader: User | None = None,
    customer_id: int | None = None,
    service_id: int | None = None,
    agreements: Collection[int] | None = None,
    legs: Collection[str] = (Leg.SLA,),
    held: Held | None = None,
) -> list[MonthRow]:
    """
    Return what became of the targets of the period as a whole, up to now.

    A version that held for a part of it is judged over that part; `held` is what held,
    if not what is approved. A closed month reads as it was frozen by `month_results`.
    """
    versions = _versions(reader, customer_id, agreements, legs)
    listed = list(versions.order_by("agreement__title", "agreement", "number"))
    targets = Target.objects.filter(
        version__in=listed, metric__in=PeriodMetric.values
    ).select_related(
        "calendar", "service__item", "measure__item", "measure__service__item"
    )
    by_version: dict[int, list[Target]] = {}
    for target in targets.order_by("metric", "pk"):
        by_version.setdefault(target.version_id, []).append(target)
    if not by_version:
        return []
    held = held or as_held()
    judge = _Judge(at, held, outages_within(period))
    spans = held.spans_of(listed)
    return [
        row
        for version in listed
        if version.pk in by_version and version.pk in spans
        if (part := _part(spans[version.pk], period, at))
        for row in judge.rows(version, by_version[version.pk], part)
        if service_id in (None, row.service.pk if row.service else None)
    ]


def _versions(
    reader: User | None,
    customer_id: int | None,
    agreements: Collection[int] | None,
    legs: Collection[str],
) -> QuerySet[AgreementVersion]:
    """Return the versions that were ever put into force, of what is asked for."""
    versions = AgreementVersion.objects.published().select_related(
        "agreement__item", "agreement__customer"
    )
    visible = Agreement.objects.visible_to(reader) if reader else Agreement.objects
    versions = versions.filter(agreement__in=visible.filter(leg__in=legs))
    if customer_id is not None:
        versions = versions.filter(agreement__customer=customer_id)
    if agreements is not None:
        versions = versions.filter(agreement__in=agreements)
    return versions


def _part(span: Span, period: Period, at: datetime) -> Period | None:
    start = max(span[0], period.start)
    end = min(span[1] or period.end, period.end)
    return Period(start, end) if start < min(end, at) else None


class _Judge:
    """Judges the targets of one version of an agreement after the other."""

    def __init__(
        self,
        at: datetime,
        held: Held,
        outages: Mapping[int, Sequence[Outage]],
    ) -> None:
        self.at, self.held, self.outages = at, held, outages
        # What was planned under the versions before: a month has one allowance.
        self.planned: Counter[tuple[int, str, int]] = Counter()

    def rows(
        self, version: AgreementVersion, targets: Sequence[Target], part: Period
    ) -> Iterator[MonthRow]:
        own = {(one.metric, one.service_id) for one in targets if one.service_id}
        for target in targets:
            hours = self.held.hours[target.calendar_id]
            if target.metric in OF_OUTAGES:
                for service in self._services(target, version):
                    # What is promised for a service goes before what is for all.
                    if target.service_id or (target.metric, service.pk) not in own:
                        yield self._of_outages(target, version, service, part)
            elif target.metric == PeriodMetric.MEASURED:
                yield judge_values(target, version, hours, part, self.at)
            else:
                yield judge_ratings(target, version, part)

    def _services(self, target: Target, version: AgreementVersion) -> Sequence[Service]:
        return self.held.services.get(target.pk) or services_of(target, version)

    def _of_outages(
        self,
        target: Target,
        version: AgreementVersion,
        service: Service,
        part: Period,
    ) -> MonthRow:
        basis = basis_of(target, version, self.held)
        key = (version.agreement_id, target.metric, service.pk)
        if basis.allowance is not None:
            left = max(basis.allowance - self.planned[key], 0)
            basis = replace(basis, allowance=left)
        found = self.outages.get(service.pk, ())
        row = judge_outages(target, version, service, found, basis, part, self.at)
        self.planned[key] += row.reckoned.account.planned if row.reckoned else 0
        return row


def services_of(target: Target, version: AgreementVersion) -> list[Service]:
    """Return the services that a target of a month is about."""
    if target.service:
        return [target.service]
    return services_under(version)


def services_under(version: AgreementVersion) -> list[Service]:
    """Return the services that a version is about: those it names, or all of theirs."""
    limited = list(version.services.order_by("name"))
    if limited or version.agreement.leg != Leg.SLA:
        return limited
    used = Service.objects.live().exclude(entitlements=None)
    if version.agreement.customer_id:
        used = used.filter(entitlements__customer=version.agreement.customer_id)
    return list(used.order_by("name").distinct())
