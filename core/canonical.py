"""One spelling for values that are hashed, so that equal values hash alike."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def _spell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"No canonical spelling for {type(value).__name__}.")


def canonical_json(value: Any) -> str:
    """
    Spell the value as JSON with sorted keys and no white space.

    Instants are written in UTC with microseconds, decimals as strings.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_spell
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as JSON keeps them, in that spelling."""
    spelled: dict[str, Any] = json.loads(canonical_json(values))
    return spelled


def sha256(text: str) -> str:
    """Return the SHA-256 of the text, UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def part_hash(value: Any) -> str:
    """Return half the SHA-256 of a part, nothing for nothing: a pack holds many."""
    return "" if value in (None, "", []) else sha256(canonical_json(value))[:32]
