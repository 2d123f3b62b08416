"""Targets of the month in force, and for whom and what each holds."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from slm.choices import PeriodMetric
from slm.models import AgreementVersion, Target
from slm.selectors.book import span_of
from slm.targets import goes_before

# An agreement and what it promises of the month, whichever of its versions does.
Subject = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class MonthPromise:
    """A target of the month with what a rule of the book says; None stands for any."""

    target: Target
    leg: str
    holder_id: int | None
    customer_id: int | None
    service_ids: frozenset[int] | None
    calendar_id: int

    @property
    def specificity(self) -> tuple[bool, bool]:
        """Whether it names a customer, and services: as a rule of the book has it."""
        return self.customer_id is not None, self.service_ids is not None

    def overrides(self, other: "MonthPromise", service_id: int | None = None) -> bool:
        """
        Whether a customer that inherits the other has this one instead.

        For a service, or wherever the other holds. Two agreements with the customer
        itself are each judged as they are.
        """
        mine, theirs = self.target, other.target
        return (
            other.customer_id is None
            and mine.version.agreement_id != theirs.version.agreement_id
            and (mine.metric, mine.measure_id) == (theirs.metric, theirs.measure_id)
            and goes_before(self, other, service_id)
            and (
                service_id is None
                or self.service_ids is None
                or service_id in self.service_ids
            )
        )


def month_promises(at: datetime) -> list[MonthPromise]:
    """Return the targets of the month in force, in a fixed number of statements."""
    # Days begin earlier in some zones, and end later in others.
    versions = AgreementVersion.objects.published().filter(
        Q(valid_to=None) | Q(valid_to__gte=at.date()), targets__metric__in=PeriodMetric
    )
    targets = _promised_in(versions).prefetch_related("credit_rules")
    return [promise_of(one) for one in targets if _is_in_force(one.version, at)]


def promises_in(
    versions: Collection[AgreementVersion] | QuerySet[AgreementVersion],
) -> list[MonthPromise]:
    """Return the targets of the month of these versions. Two statements."""
    return [promise_of(one) for one in _promised_in(versions)]


def _promised_in(
    versions: Collection[AgreementVersion] | QuerySet[AgreementVersion],
) -> QuerySet[Target]:
    targets = Target.objects.filter(metric__in=PeriodMetric, version__in=versions)
    related = targets.select_related(
        *("version__agreement__item", "calendar", "measure", "service")
    ).prefetch_related("version__service_rows")
    return related.order_by("version__agreement", "metric", "pk")


def _is_in_force(version: AgreementVersion, at: datetime) -> bool:
    starts_at, ends_at = span_of(version)
    return starts_at <= at and (ends_at is None or at < ends_at)


def promise_of(target: Target) -> MonthPromise:
    """Return for whom and for which services a target of the month holds."""
    agreement = target.version.agreement
    rows = frozenset(row.service_id for row in target.version.service_rows.all())
    own = target.service_id or (target.measure.service_id if target.measure else None)
    return MonthPromise(
        target=target,
        leg=agreement.clock_leg,
        holder_id=agreement.team_id or agreement.supplier_id,
        customer_id=agreement.customer_id,
        service_ids=frozenset({own}) if own else rows or None,
        calendar_id=target.calendar_id,
    )


def subjects_of(agreements: Collection[int]) -> dict[int, Subject]:
    """
    Return what each target of the month of these agreements is about. One statement.

    Targets of two versions that measure the same of the same are about one thing,
    whatever goal they set; several of one version stand for those of the other in their
    order, for each of them is judged by itself.
    """
    alike: Counter[Subject] = Counter()
    found: dict[int, Subject] = {}
    targets = Target.objects.filter(
        metric__in=PeriodMetric, version__agreement__in=agreements
    ).annotate(place=Coalesce("measure__service", "service"))
    named = ("metric", "measure", "statistic", "place")
    rows = targets.order_by("version", "pk").values_list(
        "pk", "version", "version__agreement", *named
    )
    for pk, version, *about in rows:
        alike[version, *about] += 1
        *measured, _place = about
        found[pk] = (*measured, alike[version, *about])
    return found
