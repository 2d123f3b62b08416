"""How many mismatches there are, told on the dashboard."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from core.models import User
from core.panels import Panel, register_panel
from slm.selectors.mismatches import mismatches

KEPT = "slm.mismatches"
TEN_MINUTES = 600


def count_of_mismatches(shown: Any, user: User) -> Mapping[str, Any] | None:
    """Tell how many there are; all is looked at anew every ten minutes at most."""
    count = cache.get_or_set(KEPT, lambda: len(mismatches(timezone.now())), TEN_MINUTES)
    return {"count": count} if count else None


register_panel(
    Panel("dashboard.main", "slm/mismatch_count.html", count_of_mismatches, 50)
)
