"""Availability as one looks at it: a month of everything, and one service over months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Organisation
from catalogue.models import Service
from core.evidence import Period
from core.models import Event, User
from core.periods import month, span_of_months
from core.trail import Told, told
from slm.choices import Leg
from slm.models import Agreement, Outage
from slm.selectors.availability import (
    Basis,
    Reckoned,
    components_of,
    outages_within,
    reckon,
)
from slm.selectors.bases import (
    availability_targets,
    basis_of,
    leg_bases_of,
    usual_basis,
)
from slm.selectors.frozen_months import frozen_shares
from slm.selectors.held import as_held, components_behind


@dataclass(frozen=True, slots=True)
class ServiceMonth:
    """A service over a month: by which promises it can be judged, and what it lost."""

    service: Service
    period: Period
    bases: Sequence[Basis]
    reckoned: Reckoned | None
    components: Sequence[tuple[str, Reckoned]]
    # Under a leg: what befell what others answer for.
    left_out: Sequence[Outage] = ()

    @property
    def basis(self) -> Basis | None:
        return self.reckoned.basis if self.reckoned else None

    @property
    def leg(self) -> Agreement | None:
        """The agreement with a team or a supplier by which it is judged, if it is."""
        version = self.basis.version if self.basis else None
        is_leg = version and version.agreement.leg != Leg.SLA
        return version.agreement if version and is_leg else None

    @property
    def answered_for(self) -> list[str]:
        """The components for which its other side answers."""
        return components_behind(self.leg) if self.leg else []


def service_month(
    service: Service,
    first: date,
    *,
    at: datetime,
    target_id: int | None = None,
    customer: Organisation | None = None,
    bases: Sequence[Basis] | None = None,
) -> ServiceMonth:
    """
    Return what a service and its components lost in a month.

    By the target of that id, else the first promise, else its own hours; of `bases`, if
    they are known already.
    """
    period = month(first)
    bases = bases_of(service, period, customer) if bases is None else bases
    chosen = next(
        (one for one in bases if one.target and one.target.pk == target_id), None
    ) or next(iter(bases), None)
    if chosen is None:
        return ServiceMonth(service, period, (), None, ())
    period = chosen.during or period
    outages = outages_within(period, [service.pk]).get(service.pk, [])
    return ServiceMonth(
        service,
        period,
        bases,
        reckon(service, outages, chosen, period, at=at),
        [
            (name, reckon(service, outages, chosen, period, at=at, component=name))
            for name in components_of(service)
            if not chosen.components or name.casefold() in chosen.components
        ],
        [one for one in outages if one.start < at and not chosen.concerns(one)],
    )


def bases_of(
    service: Service, period: Period, customer: Organisation | None = None
) -> list[Basis]:
    """Return by what the availability of a service can be judged in the period."""
    held = as_held()
    promised = [
        basis_of(target, version, held)
        for target, version in availability_targets(service, period, held, customer)
    ]
    usual = usual_basis(service, held)
    bases = promised or ([usual] if usual else [])
    if customer is None:
        return bases
    # What only others lost is none of its business.
    return [replace(one, customer_id=customer.pk) for one in bases]


def leg_bases(service: Service, period: Period, reader: User) -> list[Basis]:
    """
    Return by what teams and suppliers are judged, of agreements that one may see.

    Whatever customer is asked about: they answer for what anybody lost.
    """
    visible = Agreement.objects.visible_to(reader)
    return leg_bases_of(service, period, as_held(), visible)


def bases_offered(
    service: Service,
    period: Period,
    reader: User,
    customer: Organisation | None = None,
) -> list[Basis]:
    """Return by what a reader may judge the availability of a service: promises, legs."""
    own = bases_of(service, period, customer)
    return [*own, *leg_bases(service, period, reader)]


def by_month(
    service: Service, basis: Basis, months: Sequence[date], *, at: datetime
) -> list[Decimal | None]:
    """
    Return the availability of a service in each of the months, none before its time.

    Of a month that is closed for the agreement it is judged by, as it was frozen; what
    one customer inherits was frozen for all of them.
    """
    frozen = {}
    if basis.target and not basis.is_inherited:
        frozen = frozen_shares(basis.target, service, months)
    outages = outages_within(span_of_months(list(months)), [service.pk])
    found = []
    for first in months:
        period = month(first)
        account = reckon(
            service,
            _touching(outages.get(service.pk, ()), period),
            basis,
            period,
            at=at,
        ).account
        found.append(frozen.get(first, account.availability))
    return found


def _touching(outages: Iterable[Outage], period: Period) -> list[Outage]:
    return [
        one
        for one in outages
        if one.start < period.end and (one.end is None or one.end > period.start)
    ]


def outage_history(outage: Outage) -> list[Told]:
    """Return what was recorded of an outage, the newest first."""
    events = Event.objects.of(outage.pk).select_related("actor", "data", "item")
    return told(list(events.reverse()))
