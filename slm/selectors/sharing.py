"""What the services of a draft need and the services of others need, too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalogue.models import Service, ServiceDependency
from catalogue.selectors import web_of_services
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion
from slm.selectors.covered import services_covered, services_named


@dataclass(frozen=True, slots=True)
class SharedPart:
    """A supporting service or a component, and the agreements that rest on it, too."""

    row: ServiceDependency
    others: list[Agreement]

    @property
    def name(self) -> str:
        return str(self.row.part)

    @property
    def keeper(self) -> str:
        """Who looks after it, if it is a component."""
        part = self.row.on_component
        return str((part and (part.team or part.supplier or part.person)) or "–")


def shared_parts(draft: AgreementVersion, at: datetime) -> list[SharedPart]:
    """
    Return what the draft's services rest on together with those of others in force.

    Whatever is named in chains: from the dependencies of the catalogue alone.
    """
    if draft.agreement.leg != Leg.SLA:
        return []
    held = AgreementVersion.objects.valid_on(draft.agreement.day_of(at)).filter(
        agreement__leg=Leg.SLA
    )
    others = held.exclude(agreement=draft.agreement_id).select_related(
        "agreement__item", "agreement__customer"
    )
    versions = [draft, *others.order_by("agreement__item__number")]
    parts = _parts_of(versions)
    found = []
    for key, row in parts[draft.pk].items():
        users = [one.agreement for one in versions[1:] if key in parts[one.pk]]
        if users:
            found.append(SharedPart(row, users))
    return sorted(found, key=lambda one: one.name)


def _parts_of(
    versions: list[AgreementVersion],
) -> dict[int, dict[int, ServiceDependency]]:
    """Return all that each version's services rest on, by the id of the part."""
    web = web_of_services()
    below: dict[int, dict[int, ServiceDependency]] = {}

    def under(service: Service) -> dict[int, ServiceDependency]:
        if service.pk not in below:
            rows = web.below([service.pk])
            parts = {row.on_service_id or row.on_component_id or 0: row for row in rows}
            below[service.pk] = parts
        return below[service.pk]

    def together(services: Iterable[Service]) -> dict[int, ServiceDependency]:
        return {key: row for one in services for key, row in under(one).items()}

    covered = services_covered(versions, services_named(versions))
    return {one.pk: together(covered[one.pk]) for one in versions}
