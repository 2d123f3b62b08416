"""What is stored of services, and which events may change it."""

from collections.abc import Sequence

from catalogue.models import Entitlement, Service
from core.evidence_rows import Change, Parts, joined, own_rows, register_rows
from core.models import Event

# The second is what imports of agreements recorded in earlier releases.
ENTITLED = ("service.customer_entitled", "service.entitled")
WITHDRAWN = "service.customer_withdrawn"
SAVED = ("service.edited", "service.moved")


def service_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return services with the customers entitled to each."""
    entitled: dict[int, dict[str, bool]] = {}
    for row in Entitlement.objects.filter(service__in=ids):
        entitled.setdefault(row.service_id, {})[f"customer {row.customer_id}"] = True
    return joined(own_rows(Service, ids), entitled)


def explains_service(change: Change) -> bool:
    """Whether the events recorded since account for a change of a service."""
    name, _space, customer = change.part.partition(" ")
    if name != "customer":
        return change.follows()
    said = [
        event.name != WITHDRAWN
        for event in change.recorded(*ENTITLED, WITHDRAWN)
        if event.facts["customer"] == int(customer)
    ]
    return (said[-1] if said else bool(change.was)) == bool(change.value)


def keeps_service(event: Event, parts: Parts) -> bool:
    """Whether the right that an event gave to a customer stands, or was withdrawn."""
    if event.name not in ENTITLED or f"customer {event.facts['customer']}" in parts:
        return True
    later = Event.objects.named(WITHDRAWN).filter(item=event.item_id, pk__gt=event.pk)
    return later.filter(facts__customer=event.facts["customer"]).exists()


register_rows(
    "service",
    service_rows,
    explains=explains_service,
    keeps=keeps_service,
    counted=SAVED,
)
