"""How many mismatches there are, told on the dashboard."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.http import urlencode

from core.models import User
from core.panels import Panel, register_panel
from slm.selectors.mismatches import mismatches

KEPT = "slm.mismatches"
TEN_MINUTES = 600
# What mismatches can be narrowed to, and by what in the address of their page.
NARROWING = {"customer_id": "customer", "service_id": "service"}


def count_of_mismatches(shown: Any, user: User) -> Mapping[str, Any] | None:
    """
    Tell how many there are, as narrowed; they are looked at every ten minutes at most.

    Which of them concern a team or a supplier is not known.
    """
    about = {name: pk for name, pk in getattr(shown, "about", {}).items() if pk}
    if not about.keys() <= NARROWING.keys():
        return None
    found = cache.get_or_set(KEPT, _found, TEN_MINUTES) or []
    customer, service = about.get("customer_id"), about.get("service_id")
    count = sum(
        customer in (None, whose) and (service is None or service in services)
        for whose, services in found
    )
    query = urlencode({NARROWING[name]: pk for name, pk in about.items()})
    return {"count": count, "query": query} if count else None


def _found() -> list[tuple[int | None, frozenset[int]]]:
    """Return for whom and about which services each is."""
    found = mismatches(timezone.now())
    return [
        (one.customer.pk if one.customer else None, one.service_ids) for one in found
    ]


register_panel(
    Panel("dashboard.main", "slm/mismatch_count.html", count_of_mismatches, 50)
)
