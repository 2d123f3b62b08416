"""Hashes of records and of their events, by which a pack can be checked later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from typing import Any

from core.canonical import part_hash
from core.evidence_rows import Parts, stored_rows
from core.models import Event, Item, User

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A record at an instant: its stored parts, and its events up to the last."""

    item_id: int
    kind: str
    parts: Parts
    last_event: int
    events: int
    events_hash: str

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each part that is not empty."""
        hashes = {name: part_hash(value) for name, value in self.parts.items()}
        return {name: known for name, known in sorted(hashes.items()) if known}

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "parts": self.hashes,
            "last_event": self.last_event,
            "events": self.events,
            "events_hash": self.events_hash,
        }


def fingerprints(
    item_ids: Iterable[int],
    *,
    reader: User,
    until: dict[int, int] | None = None,
) -> Iterator[tuple[str, Fingerprint]]:
    """
    Yield the number and the fingerprint of each item.

    `until` names for each item the last event that counts; without it all do. To be
    called in `one_instant`: an act changes rows and events at once.
    """
    ids = sorted(set(item_ids))
    for start in range(0, len(ids), CHUNK):
        yield from _chunk(ids[start : start + CHUNK], reader, until or {}).items()


def events_of(item_id: int) -> list[Event]:
    """Return everything recorded of an item, in order, each with its seal."""
    events = Event.objects.filter(item=item_id).select_related("data", "seal")
    return list(events.order_by("id"))


def _chunk(
    ids: Sequence[int], reader: User, until: dict[int, int]
) -> dict[str, Fingerprint]:
    items = list(Item.objects.filter(pk__in=ids))
    by_kind: dict[str, list[int]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item.pk)
    rows = {
        pk: row
        for kind, members in by_kind.items()
        for pk, row in stored_rows(kind, members, reader).items()
    }
    trails = _trails(ids, until)
    return {
        item.number: Fingerprint(
            item.pk, item.kind, rows.get(item.pk, {}), *trails[item.pk]
        )
        for item in items
    }


def _trails(
    ids: Sequence[int], until: dict[int, int]
) -> dict[int, tuple[int, int, str]]:
    """Return, for each item, its last event, how many there are, and their hash."""
    digests = {pk: sha256_of() for pk in ids}
    last, count = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    events = Event.objects.filter(item__in=ids).order_by("id")
    for event in events.iterator(chunk_size=2000):
        pk = event.item_id
        if pk is None or event.pk > until.get(pk, event.pk):
            continue
        digests[pk].update(_spelling(event).encode())
        last[pk], count[pk] = event.pk, count[pk] + 1
    return {pk: (last[pk], count[pk], digests[pk].hexdigest()) for pk in ids}


def _spelling(event: Event) -> str:
    # The digest of its personal values is part of it: whether they still fit that
    # is asked apart, since they may have been erased.
    return f"{event.canonical()}{event.digest}\n"
