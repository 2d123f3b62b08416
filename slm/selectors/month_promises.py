"""Targets of the month in force, and for whom and what each holds."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from slm.choices import PeriodMetric
from slm.models import AgreementVersion, Target
from slm.selectors.book import span_of


@dataclass(frozen=True, slots=True)
class MonthPromise:
    """A target of the month with what a rule of the book says; None stands for any."""

    target: Target
    leg: str
    holder_id: int | None
    customer_id: int | None
    service_ids: frozenset[int] | None
    calendar_id: int


def month_promises(at: datetime) -> list[MonthPromise]:
    """Return the targets of the month in force, in a fixed number of statements."""
    # Days begin earlier in some zones, and end later in others.
    versions = AgreementVersion.objects.published().filter(
        Q(valid_to=None) | Q(valid_to__gte=at.date()), targets__metric__in=PeriodMetric
    )
    targets = _of_months().filter(version__in=versions)
    return [_promise(one) for one in targets if _is_in_force(one.version, at)]


def promises_of(version: AgreementVersion) -> list[MonthPromise]:
    """Return the targets of the month of one version, also of a draft."""
    return [_promise(one) for one in _of_months().filter(version=version)]


def _of_months() -> QuerySet[Target]:
    targets = Target.objects.filter(metric__in=PeriodMetric).select_related(
        *("version__agreement__item", "calendar", "measure", "service")
    )
    related = targets.prefetch_related("version__service_rows", "credit_rules")
    return related.order_by("version__agreement", "metric", "pk")


def _is_in_force(version: AgreementVersion, at: datetime) -> bool:
    starts_at, ends_at = span_of(version)
    return starts_at <= at and (ends_at is None or at < ends_at)


def _promise(target: Target) -> MonthPromise:
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
