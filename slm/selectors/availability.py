"""What outages took of the agreed service time of services and their components."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Organisation
from calendars.localtime import Span
from calendars.models import Calendar
from calendars.selectors import timetable_of
from calendars.timetable import Timetable
from catalogue.models import Service
from core.evidence import Period
from slm.availability import FULL, Account, Interruption, take_account
from slm.choices import Leg, Loss, OutageState, PeriodMetric
from slm.exclusions import ExclusionRule
from slm.models import AgreementVersion, BookEdition, Outage, Target
from slm.selectors.book import span_of
from slm.selectors.excluding import approved_rules
from slm.selectors.instants import to_second

HALF = 50
# Until when each phase lasts.
COURSE = (
    ("detect", "detected_at"),
    ("respond", "responded_at"),
    ("repair", "repaired_at"),
    ("restore", "end"),
)


@dataclass(frozen=True, slots=True)
class Basis:
    """
    By what outages of a service are judged: an availability target, or what is usual.

    `allowance` is in service seconds of a month; None for all that is planned.
    """

    hours: Timetable
    weight: int = HALF
    allowance: int | None = None
    agreement_id: int | None = None
    customer_id: int | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What outages took, with the outages behind it."""

    service: Service
    basis: Basis
    account: Account
    outages: Mapping[int, Outage]

    @property
    def lines(self) -> list[tuple[Outage, Any]]:
        return [(self.outages[line.key], line) for line in self.account.lines]

    @property
    def disputed(self) -> int:
        """How many of the outages that count are disputed."""
        return sum(
            1 for outage, line in self.lines
            if line.counted and outage.state == OutageState.DISPUTED
        )  # fmt: skip

    @property
    def without_users(self) -> int:
        """Of how many nobody has said how many users they hit."""
        return sum(
            1 for outage, line in self.lines if line.downtime and outage.users is None
        )


def outages_within(
    period: Period, services: Iterable[int] | None = None
) -> dict[int, list[Outage]]:
    """Return the outages that touch the period, by service; one statement."""
    outages = Outage.objects.counting().within(period.start, period.end)
    if services is not None:
        outages = outages.filter(service__in=list(services))
    found: dict[int, list[Outage]] = {}
    related = outages.select_related("item", "service", "customer", "record__item")
    for outage in related.order_by("start", "pk"):
        found.setdefault(outage.service_id, []).append(outage)
    return found


def reckon(
    service: Service,
    outages: Iterable[Outage],
    basis: Basis,
    period: Period,
    *,
    at: datetime,
    component: str = "",
) -> Reckoned:
    """
    Return what the outages took of the agreed service time from start to end, or to now.

    Of a component, everything that befell it counts in full unless it was degraded.
    """
    rules = approved_rules(
        str(BookEdition.objects.values_list("edition", flat=True).get())
    )
    known = {
        one.pk: one
        for one in outages
        if (not component or one.component == component)
        and (basis.customer_id is None or one.customer_id in (None, basis.customer_id))
    }
    until = min(period.end, at)
    span = (to_second(period.start), to_second(until))
    account = take_account(
        [
            _interruption(one, basis, rules, at, is_component=bool(component))
            for one in known.values()
            if one.start < until
        ],
        basis.hours,
        span,
        allowance=basis.allowance,
    )
    return Reckoned(service, basis, account, known)


def _interruption(
    outage: Outage,
    basis: Basis,
    rules: Sequence[ExclusionRule],
    at: datetime,
    *,
    is_component: bool,
) -> Interruption:
    weights = {Loss.PARTIAL: basis.weight, Loss.NONE: FULL if is_component else 0}
    course = [
        (name, to_second(until))
        for name, field in COURSE
        if (until := getattr(outage, field)) is not None
    ]
    return Interruption(
        key=outage.pk,
        start=to_second(outage.start),
        end=max(to_second(outage.end or at), to_second(outage.start) + 1),
        weight=weights.get(Loss(outage.loss), FULL),
        is_planned=outage.is_planned,
        users=outage.users or 0,
        course=tuple(course),
        excluded=_excluded(outage, basis, rules),
    )


def _excluded(
    outage: Outage, basis: Basis, rules: Iterable[ExclusionRule]
) -> tuple[Span, ...]:
    """Return the approved exclusions that are about the outage, under this agreement."""
    return tuple(
        (rule.start, rule.end)
        for rule in rules
        if rule.agreement_id in (None, basis.agreement_id)
        and rule.service_id in (None, outage.service_id)
        and rule.customer_id in (None, basis.customer_id)
        and rule.record_id in (None, outage.record_id)
    )


def usual_basis(service: Service) -> Basis | None:
    """Return by what a service is judged that no agreement measures: its own hours."""
    calendar = service.service_hours or Calendar.objects.order_by("pk").first()
    return Basis(timetable_of(calendar)) if calendar else None


def basis_of(target: Target, version: AgreementVersion) -> Basis:
    """Return by what outages are judged under a target of a month."""
    minutes = target.planned_minutes
    return Basis(
        hours=timetable_of(target.calendar),
        weight=HALF if target.partial_weight is None else target.partial_weight,
        allowance=None if minutes is None else minutes * 60,
        agreement_id=version.agreement_id,
        customer_id=version.agreement.customer_id,
        target=target,
    )


def availability_targets(
    service: Service, period: Period, customer: Organisation | None = None
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
    listed = targets.select_related(
        "calendar",
        "service",
        "version__agreement__item",
        "version__agreement__customer",
    ).distinct()
    return [
        (target, target.version)
        for target in listed.order_by("version__agreement__customer__name", "pk")
        if _touches(target.version, period)
    ]


def _touches(version: AgreementVersion, period: Period) -> bool:
    starts_at, ends_at = span_of(version)
    return starts_at < period.end and (ends_at is None or ends_at > period.start)


def components_of(service: Service) -> list[str]:
    """Return the names of the components of a service that ever failed."""
    known = Outage.objects.counting().filter(service=service).exclude(component="")
    return sorted(set(known.values_list("component", flat=True)))
