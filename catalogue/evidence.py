"""What is stored of services, and which events may change it."""

from collections.abc import Sequence

from catalogue.models import Entitlement, Service
from core.evidence import Change, Parts, joined, own_rows, register_rows

ENTITLED = "service.customer_entitled"
WITHDRAWN = "service.customer_withdrawn"


def service_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return services with the customers entitled to each."""
    entitled: dict[int, dict[str, bool]] = {}
    for row in Entitlement.objects.filter(service__in=ids):
        entitled.setdefault(row.service_id, {})[f"customer {row.customer_id}"] = True
    return joined(own_rows(Service, ids), entitled)


def explains_service(change: Change) -> bool:
    """Whether an event accounts for a change of a service."""
    if change.part == "version":
        return bool(change.recorded("service.edited", "service.moved"))
    name, _space, customer = change.part.partition(" ")
    if name != "customer":
        return False
    said = [
        event.name == ENTITLED
        for event in change.recorded(ENTITLED, WITHDRAWN)
        if event.facts["customer"] == int(customer)
    ]
    return bool(said) and said[-1] == bool(change.value)


register_rows("service", service_rows, explains_service)
