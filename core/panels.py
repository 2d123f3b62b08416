"""What upper apps show on the pages of lower ones, without these knowing them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.models import User


@dataclass(frozen=True, slots=True)
class Panel:
    """
    A piece of somebody else's page.

    `slot` names the place ("record.header", "record.facts", "record.main",
    "service.main", "portal_record.facts"…). `context` is asked with the object of
    the page and its reader, and answers the template's values, or nothing if there
    is nothing to show. Panels of a slot are shown by `order`.
    """

    slot: str
    template: str
    context: Callable[[Any, User], Mapping[str, Any] | None]
    order: int = 50


_panels: dict[str, list[Panel]] = {}


def register_panel(panel: Panel) -> None:
    """Offer a panel; once for each, in an app's `panels.py`."""
    _panels.setdefault(panel.slot, []).append(panel)


def panels_of(slot: str) -> list[Panel]:
    """Return the panels offered for a slot, in the order in which they are shown."""
    return sorted(_panels.get(slot, []), key=lambda panel: panel.order)
