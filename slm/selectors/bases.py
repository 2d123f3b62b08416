"""By what outages of a service are judged: what was promised of it, or what is usual."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Organisation
from calendars.models import Calendar
from catalogue.models import Service
from core.evidence import Period
from slm.choices import OF_OUTAGES, Leg, PeriodMetric
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors.availability import HALF, Basis
from slm.selectors.held import Held


def usual_basis(service: Service, held: Held) -> Basis | None:
    """Return by what a service is judged that no agreement measures: its own hours."""
    calendar = service.service_hours or Calendar.objects.order_by("pk").first()
    return Basis(held.hours[calendar.pk], held.rules) if calendar else None


def basis_of(target: Target, version: AgreementVersion, held: Held) -> Basis:
    """Return by what outages are judged under a target of a month."""
    minutes = target.planned_minutes
    return Basis(
        hours=held.hours[target.calendar_id],
        rules=held.rules,
        weight=HALF if target.partial_weight is None else target.partial_weight,
        allowance=None if minutes is None else minutes * 60,
        agreement_id=version.agreement_id,
        customer_id=version.agreement.customer_id,
        target=target,
        version=version,
        components=held.parts_behind(version.agreement),
    )


def availability_targets(
    service: Service,
    period: Period,
    held: Held,
    customer: Organisation | None = None,
) -> list[tuple[Target, AgreementVersion]]:
    """Return what was promised of a service's availability at some time of the period."""
    targets = Target.objects.filter(
        Q(service=service)
        | Q(service=None, version__services=service)
        | Q(service=None, version__services=None),
        Q(version__agreement__customer=None)
        | Q(version__agreement__customer__entitlements__service=service),
        metric=PeriodMetric.AVAILABILITY,
        version__in=AgreementVersion.objects.published().filter(
            agreement__leg=Leg.SLA, valid_from__lte=period.end.date()
        ),
    )
    if customer is not None:
        versions = AgreementVersion.objects.promised_to(customer.pk)
        targets = targets.filter(version__in=versions)
    return [found[:2] for found in _held_within(targets, period, held)]


def leg_bases_of(
    service: Service, period: Period, held: Held, visible: QuerySet[Agreement]
) -> list[Basis]:
    """
    Return by what these teams and suppliers are judged, of what outages tell of.

    A leg is about the services that it names, and no others.
    """
    targets = Target.objects.filter(
        Q(service=service) | Q(service=None, version__services=service),
        metric__in=OF_OUTAGES,
        version__in=AgreementVersion.objects.published().filter(
            agreement__in=visible.exclude(leg=Leg.SLA),
            valid_from__lte=period.end.date(),
        ),
    )
    return [
        replace(basis_of(target, version, held), during=part)
        for target, version, part in _held_within(targets, period, held)
    ]


def _held_within(
    targets: QuerySet[Target], period: Period, held: Held
) -> list[tuple[Target, AgreementVersion, Period]]:
    """Return the targets that held in the period, each with when it did."""
    listed = targets.select_related(
        "calendar",
        "service",
        "version__agreement__item",
        "version__agreement__customer",
    ).distinct()
    ordered = list(listed.order_by("version__agreement__customer__name", "pk"))
    agreements = {target.version.agreement_id for target in ordered}
    versions = AgreementVersion.objects.published().filter(agreement__in=agreements)
    spans = held.spans_of(versions.select_related("agreement"))
    return [
        (target, target.version, part)
        for target in ordered
        if target.version_id in spans
        and (part := _part(spans[target.version_id], period))
    ]


def _part(span: tuple[datetime, datetime | None], period: Period) -> Period | None:
    start, end = max(span[0], period.start), min(span[1] or period.end, period.end)
    return Period(start, end) if start < end else None
