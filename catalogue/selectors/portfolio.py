from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation, Person
from calendars.models import Calendar
from catalogue.lifecycle import SERVICE
from catalogue.models import Component, Service
from catalogue.querysets import ServiceQuerySet
from core.lifecycle import Transition
from core.models import Event, User
from core.sentences import tell
from workflow.selectors import linked_titles


def customers_of(service: Service) -> list[Organisation]:
    """Return who is entitled to the service, by name."""
    entitled = Organisation.objects.filter(entitlements__service=service)
    return list(entitled.order_by("name"))


def possible_customers(service: Service) -> QuerySet[Organisation]:
    """Return the active customers that are not entitled to the service yet."""
    customers = Organisation.objects.customers().filter(is_active=True)
    return customers.exclude(entitlements__service=service).order_by("name")


def possible_owners() -> QuerySet[Person]:
    """Return whom a service may belong to: the provider's own people."""
    people = Person.objects.active().filter(organisation__is_provider=True)
    return people.order_by("name")


def missing_for(service: Service, step: Transition) -> list[str]:
    """Return the names of what the step requires and the service does not have."""
    return [name for name in sorted(step.required) if not _has(service, name)]


def _has(service: Service, name: str) -> bool:
    if name == "customers":
        # Whom a supporting service serves are services.
        return service.is_supporting or service.entitlements.exists()
    return bool(getattr(service, name))


def possible_steps(service: Service, user: User) -> list[tuple[Transition, list[str]]]:
    """Return the moves the user may make from here, each with what is missing."""
    return [
        (step, missing_for(service, step))
        for step in SERVICE.leaving(service.state)
        if user.has_perm(step.permission)
    ]


def matching_services(text: str, user: User) -> ServiceQuerySet:
    """Return the services that contain all the words, by name."""
    services = Service.objects.visible_to(user).select_related("item")
    for word in text.split()[:8]:
        services = services.filter(
            Q(name__icontains=word)
            | Q(summary__icontains=word)
            | Q(description__icontains=word)
            | Q(included__icontains=word)
            | Q(how_to_get__icontains=word)
        )
    return services.order_by("name")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a service's history."""

    author: str
    at: datetime
    text: str
    icon: str
    recorded_at: datetime | None


def history_of(service: Service, reader: User) -> list[Told]:
    """Return what happened to the service, newest first."""
    events = Event.objects.of(service.pk).select_related("actor", "data")
    found = list(events.reverse())
    names = {**_names_in(found), "item": linked_titles(found, reader)}
    told = []
    for event in found:
        text, icon = tell(event, names)
        if text:
            late = event.recorded_at if event.is_late else None
            told.append(Told(str(event.actor), event.occurred_at, text, icon, late))
    return told


def _names_in(events: Iterable[Event]) -> dict[str, dict[Any, str]]:
    wanted: dict[str, set[Any]] = {"owner": set(), "service_hours": set()}
    customers: set[Any] = set()
    parts: dict[str, set[Any]] = {"on_service": set(), "on_component": set()}
    for event in events:
        for field, ids in wanted.items():
            ids.update(event.changes.get(field, []))
        customers.update(event.facts.get("customers", []))
        customers.add(event.facts.get("customer"))
        for kind, ids in parts.items():
            ids.add(event.facts.get(kind))
    sources: dict[str, tuple[Any, set[Any]]] = {
        "owner": (Person, wanted["owner"]),
        "service_hours": (Calendar, wanted["service_hours"]),
        "customer": (Organisation, customers),
        "on_service": (Service, parts["on_service"]),
        "on_component": (Component, parts["on_component"]),
    }
    return {
        kind: dict(model.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
        for kind, (model, ids) in sources.items()
    }
