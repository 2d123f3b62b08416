"""What became of the targets that are kept or missed over a month as a whole."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from catalogue.models import Service
from core.evidence import Period
from core.models import User
from slm.choices import OF_OUTAGES, Leg, PeriodMetric
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors.availability import outages_within
from slm.selectors.bases import basis_of
from slm.selectors.covered import services_covered, services_named
from slm.selectors.held import Held, as_held
from slm.selectors.inherited import customer_asked, inherited_by
from slm.selectors.judging import (
    MonthRow,
    judge_outages,
    judge_ratings,
    judge_values,
)
from slm.selectors.planned import planned_beside
from slm.selectors.repaired import Span
from slm.selectors.scores import rated_for, ratings_given
from slm.selectors.values import values_by_measure

# A version, its targets, and the part of the month in which it held.
Asked = tuple[AgreementVersion, Sequence[Target], Period]


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
    Of a customer also what it inherits: judged for the services that it may use, by its
    own losses and ratings, while no target of the same goes before it.
    """
    customer_id = customer_asked(customer_id, reader, legs)
    versions = _versions(reader, customer_id, agreements, legs)
    listed = list(versions.order_by("agreement__title", "agreement", "number"))
    by_version = _targets(listed)
    if not by_version:
        return []
    held = held or as_held()
    spans = held.spans_of(listed)
    asked = [
        (version, by_version[version.pk], part)
        for version in listed
        if version.pk in by_version and version.pk in spans
        if (part := _part(spans[version.pk], period, at))
    ]
    return _judged(asked, period, at, held, customer_id, service_id)


def month_rows_if(
    version: AgreementVersion, period: Period, *, at: datetime, held: Held
) -> list[MonthRow]:
    """
    Return what would have become of a version's targets of the period as a whole.

    As if it had held throughout, by what `held` says; it may be a draft.
    """
    targets = _targets([version]).get(version.pk)
    return _judged([(version, targets, period)], period, at, held) if targets else []


def _judged(
    asked: Sequence[Asked],
    period: Period,
    at: datetime,
    held: Held,
    customer_id: int | None = None,
    service_id: int | None = None,
) -> list[MonthRow]:
    judge = _Judge(asked, period, at, held, customer_id)
    return [
        replace(row, as_of=at)
        for one in asked
        for row in judge.rows(*one)
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
        "agreement__item", "agreement__customer", "arrangement"
    )
    visible = Agreement.objects.visible_to(reader) if reader else Agreement.objects
    versions = versions.filter(agreement__in=visible.filter(leg__in=legs))
    if customer_id is not None:
        versions = versions.promised_to(customer_id)
    if agreements is not None:
        versions = versions.filter(agreement__in=agreements)
    return versions


def _targets(versions: Sequence[AgreementVersion]) -> dict[int, list[Target]]:
    """Return the targets of a month as a whole, by the version that promises them."""
    targets = Target.objects.filter(
        version__in=versions, metric__in=PeriodMetric.values
    ).select_related(
        "calendar", "service__item", "measure__item", "measure__service__item"
    )
    found: dict[int, list[Target]] = {}
    for target in targets.order_by("metric", "pk"):
        found.setdefault(target.version_id, []).append(target)
    return found


def _part(span: Span, period: Period, at: datetime) -> Period | None:
    start = max(span[0], period.start)
    end = min(span[1] or period.end, period.end)
    return Period(start, end) if start < min(end, at) else None


class _Judge:
    """
    Judges the targets of one version of an agreement after the other.

    What it judges by is read for all of them at once.
    """

    def __init__(
        self,
        asked: Sequence[Asked],
        period: Period,
        at: datetime,
        held: Held,
        customer_id: int | None,
    ) -> None:
        self.at, self.held, self.customer_id = at, held, customer_id
        versions = [version for version, _targets, _part in asked]
        self.inherited = None
        if customer_id and any(one.agreement.customer_id is None for one in versions):
            self.inherited = inherited_by([customer_id], held)[customer_id]
        self.outages = outages_within(period)
        self.beside = planned_beside(
            one for listed in self.outages.values() for one in listed
        )
        self.named = services_named(versions)
        self.covered = services_covered(versions, self.named, customer_id)
        self.given = ratings_given(
            period,
            (
                version.agreement.customer_id or customer_id
                for version, targets, _part in asked
                if any(one.metric == PeriodMetric.EXPERIENCE for one in targets)
            ),
        )
        self.measured = self._measured(asked, period)
        # What was planned under the versions before: a month has one allowance.
        self.planned: Counter[tuple[int, str, int]] = Counter()

    def _measured(
        self, asked: Sequence[Asked], period: Period
    ) -> dict[int, list[MonthRow]]:
        """Judge all that was measured, by target: of one measure after the other."""
        by_measure: dict[int, list[tuple[Target, AgreementVersion, Period]]] = {}
        for version, targets, part in asked:
            for target in targets:
                if target.metric == PeriodMetric.MEASURED:
                    measured = by_measure.setdefault(target.measure_id or 0, [])
                    measured.append((target, version, part))
        return {
            target.pk: [
                judge_values(
                    target,
                    version,
                    self.held.hours[target.calendar_id],
                    values,
                    piece,
                    self.at,
                )
                for piece in self._parts(target, version, part)
            ]
            for measure, values in values_by_measure(by_measure, period)
            for target, version, part in by_measure[measure]
        }

    def _parts(
        self,
        target: Target,
        version: AgreementVersion,
        part: Period,
        service: Service | None = None,
    ) -> list[Period]:
        """Return when a target holds, for whom it is judged; it has begun to."""
        if self.inherited is None or version.agreement.customer_id is not None:
            return [part]
        found = self.inherited.parts(target, service, part)
        return [one for one in found if one.start < self.at]

    def rows(
        self, version: AgreementVersion, targets: Sequence[Target], part: Period
    ) -> Iterator[MonthRow]:
        found = self._rows(version, targets, part)
        if self.inherited is None or version.agreement.customer_id is not None:
            return found
        return (replace(row, inherited_by=self.customer_id) for row in found)

    def _rows(
        self, version: AgreementVersion, targets: Sequence[Target], part: Period
    ) -> Iterator[MonthRow]:
        own = {(one.metric, one.service_id) for one in targets if one.service_id}
        for target in targets:
            if target.metric in OF_OUTAGES:
                for service in self._services(target, version):
                    # What is promised for a service goes before what is for all.
                    if target.service_id or (target.metric, service.pk) not in own:
                        for piece in self._parts(target, version, part, service):
                            yield self._of_outages(target, version, service, piece)
            elif target.metric == PeriodMetric.MEASURED:
                yield from self.measured[target.pk]
            else:
                for piece in self._parts(target, version, part):
                    yield self._of_ratings(target, version, piece)

    def _services(self, target: Target, version: AgreementVersion) -> Sequence[Service]:
        if judged := self.held.services.get(target.pk):
            return judged
        return [target.service] if target.service else self.covered[version.pk]

    def _of_ratings(
        self, target: Target, version: AgreementVersion, part: Period
    ) -> MonthRow:
        named = [one.pk for one in self.named[version.pk]]
        rated = rated_for(target, version, named, part)
        whose = rated.customer_id or self.customer_id
        scores = replace(rated, customer_id=whose).scores(self.given)
        return judge_ratings(target, version, scores, part)

    def _of_outages(
        self,
        target: Target,
        version: AgreementVersion,
        service: Service,
        part: Period,
    ) -> MonthRow:
        basis = basis_of(target, version, self.held)
        basis = replace(
            basis,
            planned=self.beside.get(service.pk, ()),
            customer_id=basis.customer_id or self.customer_id,
        )
        key = (version.agreement_id, target.metric, service.pk)
        if basis.allowance is not None:
            left = max(basis.allowance - self.planned[key], 0)
            basis = replace(basis, allowance=left)
        found = self.outages.get(service.pk, ())
        row = judge_outages(target, version, service, found, basis, part, self.at)
        self.planned[key] += row.reckoned.account.planned if row.reckoned else 0
        return row
