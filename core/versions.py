"""Saving only over what one has seen, and only what differs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _


class StaleVersion(Exception):
    """Raised when somebody saves a thing that another changed meanwhile."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody else changed this meanwhile."))
        self.current = current


def check_version(current: Any, version: int | None) -> None:
    """
    Refuse to save over a version that was not seen; `None` asks for no check.

    :raises StaleVersion: if the version is no longer the current one
    """
    if version is not None and version != current.version:
        raise StaleVersion(current)


def set_values(row: Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the values, and return what differs as [before, after]; rows by their key."""
    changed = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [getattr(before, "pk", before), getattr(value, "pk", value)]
    return changed
