"""What services rest on, and what rests on them, in one statement for all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from catalogue.models import Component, Service, ServiceDependency
from catalogue.structure import Group, Part


@dataclass(frozen=True, slots=True)
class Web:
    """All dependencies as they are now, by what needs and by what is needed."""

    needs: dict[int, list[ServiceDependency]] = field(default_factory=dict)
    needed_by: dict[int, list[ServiceDependency]] = field(default_factory=dict)

    def below(self, ids: Iterable[int]) -> list[ServiceDependency]:
        """Return every dependency of these services and of what they need, once each."""
        return self._walk(ids, self.needs, lambda row: row.on_service_id)

    def above(self, ids: Iterable[int]) -> list[ServiceDependency]:
        """Return every dependency by which something rests on these."""
        return self._walk(ids, self.needed_by, lambda row: row.service_id)

    def _walk(
        self,
        ids: Iterable[int],
        rows: dict[int, list[ServiceDependency]],
        further: Callable[[ServiceDependency], int | None],
    ) -> list[ServiceDependency]:
        found: dict[int, ServiceDependency] = {}
        seen, waiting = set(ids), list(dict.fromkeys(ids))
        while waiting:
            for row in rows.get(waiting.pop(0), []):
                found[row.pk] = row
                after = further(row)
                if after is not None and after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return list(found.values())


def web_of_services() -> Web:
    """Return all dependencies: there are hundreds, not millions."""
    web = Web()
    for row in ServiceDependency.objects.with_parts():
        web.needs.setdefault(row.service_id, []).append(row)
        part = row.on_service_id or row.on_component_id
        if part is not None:
            web.needed_by.setdefault(part, []).append(row)
    return web


def dependencies_of(service: Service) -> list[ServiceDependency]:
    """Return all that the service rests on, directly first, then what that rests on."""
    return web_of_services().below([service.pk])


def dependants_of(thing: Service | Component) -> list[ServiceDependency]:
    """Return all that rests on a service or a component, directly first."""
    return web_of_services().above([thing.pk])


def structure_of(service: Service) -> Part:
    """Return what the service rests on as a value, in series and in redundant groups."""
    return _part_of(service, web_of_services(), "")


def _part_of(thing: Service | Component, web: Web, role: str) -> Part:
    rows = web.needs.get(thing.pk, [])
    parts = [
        (row, _part_of(row.part, web, row.role)) for row in rows if row.part is not None
    ]
    names = dict.fromkeys(row.group for row in rows if row.group)
    return Part(
        number=thing.number,
        name=thing.name,
        is_component=isinstance(thing, Component),
        role=role,
        series=tuple(part for row, part in parts if not row.group),
        groups=tuple(
            Group(
                name,
                max(row.needed or 1 for row in rows if row.group == name),
                tuple(part for row, part in parts if row.group == name),
            )
            for name in names
        ),
    )


def cycle_through(service: Service, target: Service) -> list[str]:
    """
    Return the names on the way round, if the service came to need the target.

    Empty if there is no such way.
    """
    web = web_of_services()
    paths: list[list[Service]] = [[target]]
    seen = {target.pk}
    while paths:
        path = paths.pop(0)
        if path[-1].pk == service.pk:
            return [one.name for one in (service, *path)]
        for row in web.needs.get(path[-1].pk, []):
            if row.on_service and row.on_service_id not in seen:
                seen.add(row.on_service.pk)
                paths.append([*path, row.on_service])
    return []
