"""What outages took of the agreed service time of services and their components."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from calendars.localtime import Span
from calendars.timetable import Timetable
from catalogue.models import Service
from core.evidence import Period
from slm.availability import FULL, Account, Interruption, take_account
from slm.choices import Loss, OutageState, Unagreed
from slm.exclusions import ExclusionRule
from slm.models import AgreementVersion, Outage, Target
from slm.selectors.instants import to_second
from slm.selectors.planned import unagreed_of

HALF = 50
# What went on until when, in this order; then, until it was back, the last.
COURSE = (
    ("detect", "detected_at"),
    ("respond", "responded_at"),
    ("repair", "repaired_at"),
)
PHASES = (*(name for name, _field in COURSE), "restore")


@dataclass(frozen=True, slots=True)
class Basis:
    """
    By what outages of a service are judged: an availability target, or what is usual.

    `allowance` is in service seconds of a month; None for all that is planned.
    """

    hours: Timetable
    rules: Sequence[ExclusionRule] = ()
    weight: int = HALF
    allowance: int | None = None
    agreement_id: int | None = None
    customer_id: int | None = None
    target: Target | None = None
    version: AgreementVersion | None = None
    # What of the service is planned beside, if that is known already.
    planned: Sequence[Outage] | None = None
    # Folded names: if there are any, only what befell one of these components counts.
    components: frozenset[str] = frozenset()
    # The part of the month in which a leg held, if it is not all of it.
    during: Period | None = None

    def concerns(self, outage: Outage) -> bool:
        """Whether an outage befell what the other side of a leg answers for."""
        return not self.components or outage.component.casefold() in self.components

    @property
    def is_inherited(self) -> bool:
        """Whether one customer is judged by what is promised to all."""
        return (
            self.version is not None
            and self.version.agreement.customer_id != self.customer_id
        )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What outages took, with the outages behind it."""

    service: Service
    basis: Basis
    account: Account
    outages: Mapping[int, Outage]
    # What was planned and counts all the same, for it was not so as agreed.
    unagreed: Mapping[int, Unagreed] = field(default_factory=dict)

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
            1 for outage, line in self.lines if line.hit and outage.users is None
        )

    @property
    def untold(self) -> dict[str, int]:
        """Of which phases nobody said when they ended before it was back, in seconds."""
        found: dict[str, int] = {}
        for outage, line in self.lines:
            phase = _untold(outage) if outage.end else ""
            if phase and phase in line.phases:
                found[phase] = found.get(phase, 0) + line.phases[phase]
        return found


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
    known = {
        one.pk: one
        for one in outages
        if (not component or one.component == component)
        and basis.concerns(one)
        and (basis.customer_id is None or one.customer_id in (None, basis.customer_id))
    }
    unagreed: Mapping[int, Unagreed] = {}
    if basis.version:
        about = (basis.version, known.values(), basis.planned, basis.customer_id)
        unagreed = unagreed_of(*about)
    until = min(period.end, at)
    told = [
        _interruption(one, basis, at, unagreed, is_component=bool(component))
        for one in known.values()
        if one.start < until
    ]
    span = (to_second(period.start), to_second(until))
    account = take_account(told, basis.hours, span, allowance=basis.allowance)
    return Reckoned(service, basis, account, known, unagreed)


def _interruption(
    outage: Outage,
    basis: Basis,
    at: datetime,
    unagreed: Mapping[int, Unagreed],
    *,
    is_component: bool,
) -> Interruption:
    partial = basis.weight if outage.share is None else outage.share
    weights = {Loss.PARTIAL: partial, Loss.NONE: FULL if is_component else 0}
    end = max(to_second(outage.end or at), to_second(outage.start) + 1)
    return Interruption(
        key=outage.pk,
        start=to_second(outage.start),
        end=end,
        weight=weights.get(Loss(outage.loss), FULL),
        component=outage.component,
        is_planned=outage.is_planned and outage.pk not in unagreed,
        users=outage.users or 0,
        course=_course(outage, end),
        excluded=_excluded(outage, basis),
    )


def _course(outage: Outage, end: int) -> tuple[tuple[str, int], ...]:
    """Return what went on until when: what nobody said has ended goes on to the end."""
    told = [
        (place, to_second(until))
        for place, (_name, field) in enumerate(COURSE)
        if (until := getattr(outage, field)) is not None
    ]
    if not told:
        return ()
    course = [(PHASES[place], until) for place, until in told]
    return (*course, (PHASES[told[-1][0] + 1], end))


def _untold(outage: Outage) -> str:
    """Return the phase that is taken to have gone on to the end; none if it did."""
    told = [place for place, (_, field) in enumerate(COURSE) if getattr(outage, field)]
    after = PHASES[told[-1] + 1] if told else ""
    return "" if after == PHASES[-1] else after


def _excluded(outage: Outage, basis: Basis) -> tuple[Span, ...]:
    """Return the approved exclusions that are about the outage, under this agreement."""
    return tuple(
        (rule.start, rule.end)
        for rule in basis.rules
        if rule.agreement_id in (None, basis.agreement_id)
        and rule.service_id in (None, outage.service_id)
        and rule.customer_id in (None, basis.customer_id)
        and rule.record_id in (None, outage.record_id)
    )


def components_of(service: Service) -> list[str]:
    """Return the names of the components of a service that ever failed."""
    known = Outage.objects.counting().filter(service=service).exclude(component="")
    return sorted(set(known.values_list("component", flat=True)))
