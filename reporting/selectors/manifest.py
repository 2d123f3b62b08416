"""Hashes of records and of their events, by which a pack can be checked later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from typing import Any

from django.db import connection, transaction

from core.canonical import canonical_json, sha256
from core.evidence import stored_rows
from core.models import Event, Item, User

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A record at an instant: its rows, and its events up to the last."""

    kind: str
    row: str
    last_event: int
    events: int
    events_hash: str

    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "row": self.row,
            "last_event": self.last_event,
            "events": self.events,
            "events_hash": self.events_hash,
        }


def fingerprints(
    item_ids: Iterable[int],
    *,
    reader: User,
    until: dict[int, int] | None = None,
    tell: Callable[[int, int], object] = lambda done, total: None,
) -> dict[str, Fingerprint]:
    """
    Return the fingerprint of each item, by number.

    `until` names for each item the last event that counts; without it all do. Rows
    and events are read as of one instant: an act changes both at once.
    """
    ids = sorted(set(item_ids))
    found: dict[str, Fingerprint] = {}
    for start in range(0, len(ids), CHUNK):
        tell(start, len(ids))
        with _one_instant():
            found.update(_chunk(ids[start : start + CHUNK], reader, until or {}))
    return found


def newer_events(until: dict[int, int]) -> dict[int, int]:
    """Return, for each item, how many events were recorded after the one named."""
    counts = dict.fromkeys(until, 0)
    rows = Event.objects.filter(item__in=until).values_list("item_id", "id")
    for item_id, event_id in rows.iterator():
        if item_id is not None and event_id > until[item_id]:
            counts[item_id] += 1
    return counts


@contextmanager
def _one_instant() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


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
            item.kind, sha256(canonical_json(rows.get(item.pk))), *trails[item.pk]
        )
        for item in items
    }


def _trails(
    ids: Sequence[int], until: dict[int, int]
) -> dict[int, tuple[int, int, str]]:
    """Return, for each item, its last event, how many there are, and their hash."""
    digests = {pk: sha256_of() for pk in ids}
    last, count = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    events = Event.objects.filter(item__in=ids).select_related("data").order_by("id")
    for event in events.iterator(chunk_size=2000):
        pk = event.item_id
        if pk is None or event.pk > until.get(pk, event.pk):
            continue
        digests[pk].update(_spelling(event).encode())
        last[pk], count[pk] = event.pk, count[pk] + 1
    return {pk: (last[pk], count[pk], digests[pk].hexdigest()) for pk in ids}


def _spelling(event: Event) -> str:
    # The event carries the digest of its personal values. Erased, as the law may
    # ask, they leave it as it is; altered, they no longer fit it.
    data = getattr(event, "data", None)
    digest = event.digest if data is None else data.compute_digest()
    return f"{event.canonical()}{'' if digest == event.digest else digest}\n"
