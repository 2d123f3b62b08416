"""What a service rests on, each part with how available it was: where a what-if begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from catalogue.models import Service
from catalogue.selectors import structure_of
from catalogue.structure import Part
from core.evidence import Period
from core.periods import month
from slm.availability import Group, in_series
from slm.models import Outage
from slm.selectors.availability import Basis, components_of, outages_within, reckon
from slm.selectors.overview import bases_of

ALWAYS = Decimal(1)
MILLIONTH = Decimal("0.000001")


def measured_parts(service: Service, first: date, *, at: datetime) -> list[Group]:
    """
    Return what the service rests on, in series and in redundant groups.

    Each part has the availability of that month, in the hours in which the service is
    judged: measured if it failed, else by what it rests on itself. Whatever failed of
    the service without being known to the catalogue comes last.
    """
    period, basis = month(first), basis_of_parts(service, first)
    structure = structure_of(service)
    numbers = {part.number for part in structure.parts() if not part.is_component}
    known = Service.objects.filter(item__number__in=numbers)
    services = dict(known.values_list("item__number", "pk"))
    outages = [
        one
        for rows in outages_within(period, services.values()).values()
        for one in rows
    ]
    month_ = _Month(service, period, at, basis, services, outages)
    found = month_.groups(structure)
    named = {part.name for part in structure.parts()}
    return found + [
        Group(name, (month_.of_component(name) or ALWAYS,), 1)
        for name in components_of(service)
        if name not in named
    ]


def basis_of_parts(service: Service, first: date) -> Basis | None:
    """Return by what its parts are measured: the first promise, else its own hours."""
    return next(iter(bases_of(service, month(first))), None)


@dataclass(frozen=True, slots=True)
class _Month:
    """How available parts were in a month, by the outages of all of them."""

    service: Service
    period: Period
    at: datetime
    basis: Basis | None
    services: Mapping[str, int]
    outages: Sequence[Outage]

    def groups(self, part: Part) -> list[Group]:
        """Return what a part rests on directly."""
        alone = [Group(one.name, (self.share(one),), 1) for one in part.series]
        return alone + [
            Group(
                group.name,
                tuple(self.share(one) for one in group.parts),
                min(group.needed, len(group.parts)),
            )
            for group in part.groups
        ]

    def share(self, part: Part) -> Decimal:
        if part.is_component:
            measured = self.of_component(part.name)
        else:
            pk = self.services.get(part.number)
            measured = self._measured(o for o in self.outages if o.service_id == pk)
        if measured is not None:
            return measured
        return in_series(self.groups(part)).quantize(MILLIONTH, rounding=ROUND_DOWN)

    def of_component(self, name: str) -> Decimal | None:
        """Return what was measured of a component, whichever service it took along."""
        return self._measured(
            [one for one in self.outages if one.component == name], name
        )

    def _measured(
        self, outages: Iterable[Outage], component: str = ""
    ) -> Decimal | None:
        known = list(outages)
        if not known or self.basis is None:
            return None
        found = reckon(
            self.service,
            known,
            self.basis,
            self.period,
            at=self.at,
            component=component,
        )
        return found.account.availability
