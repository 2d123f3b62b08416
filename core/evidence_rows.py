"""What is stored of records, part by part, and which events account for a change."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from core.canonical import part_hash
from core.erasure import ERASED, names_somebody
from core.kinds import get_kind
from core.models import Event, User

# What an event does not say: any value may stand there.
ANY = object()
# Under which name an event keeps the hashes of what it changed below its item.
ROWS = "rows"
# Counts how often an item was saved, so that nobody saves over another.
COUNTER = "version"

Pair = Sequence[Any]
Tells = Callable[[str, Event], Pair | None]


def told_of(part: str, event: Event) -> Pair | None:
    """Return what an event says that a part was and became, nothing if it is silent."""
    if part in (rows := event.facts.get(ROWS, {})):
        return [Hash(one) for one in rows[part]]
    if _first(event.name, ".") in _beside:
        return None
    pair = {**personal(event), **event.changes}.get(part)
    if isinstance(pair, list) and len(pair) == 2:
        return pair
    if event.has_lost_values and part in event.facts.get("fields", ()):
        if names_somebody(event, part):
            return ANY, ANY
        return [Hash(one) for one in _kept(event).get(part, UNKNOWN)]
    return None


class Hash(str):
    """What an event said, of which only the hash is left."""


# The hashes of nothing that could be stored.
UNKNOWN = ("-", "-")


def _kept(event: Event) -> Mapping[str, Sequence[str]]:
    """Return the hashes that were kept of values when somebody was erased."""
    erasures = Event.objects.named(ERASED).filter(facts__events__contains=event.pk)
    found = erasures.order_by("id").first()
    kept = found.facts.get("kept", {}) if found else {}
    hashes: Mapping[str, Sequence[str]] = kept.get(str(event.pk), {})
    return hashes


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became of a part of an item, and what was recorded since.

    `was` is the hash of what it was, empty if there was nothing; `value` is what it
    is now, None if there is nothing any more; `history` is all that was ever recorded.
    `found` is what was found out of the item, for all its parts.
    """

    item_id: int
    part: str
    was: str
    value: Any
    since: Sequence[Event]
    history: Sequence[Event] = ()
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether it reads as it did; it may be that it should not."""
        return self.was == part_hash(self.value)

    def recorded(self, *names: str) -> list[Event]:
        """Return the events of these names that were recorded since."""
        return [event for event in self.since if event.name in names]

    def follows(self, tells: Tells = told_of) -> bool:
        """Whether befores and afters recorded since lead from what was to what is."""
        reached: Any = self.was
        for event in self.since:
            pair = tells(self.part, event)
            if pair and not _agree(pair[0], reached):
                return False
            if pair:
                reached = ANY if pair[1] is ANY else _hash_of(pair[1])
        return reached is ANY or reached == part_hash(self.value)

    def is_written(self, as_said: Callable[[Event], Mapping[str, Any]]) -> bool:
        """
        Whether it is a new row that reads as the event recorded since says.

        The row names its event; `as_said(event)` returns what its fields must be.
        """
        if self.was or not isinstance(self.value, dict):
            return False
        events = {event.pk: event for event in self.since}
        event = events.get(self.value.get("event", 0))
        return event is not None and agrees(self.value, as_said(event))

    def count(self, *names: str) -> int:
        """Return how many events of these names were ever recorded."""
        return sum(event.name in names for event in self.history)


def _agree(said: Any, reached: Any) -> bool:
    return said is ANY or reached is ANY or _hash_of(said) == reached


def _hash_of(said: Any) -> str:
    return said if isinstance(said, Hash) else part_hash(said)


Parts = Mapping[str, Any]
RowsOf = Callable[[Sequence[int]], Mapping[int, Parts]]
Explains = Callable[[Change], bool]
Keeps = Callable[[Event, Parts], bool]
Misread = Callable[[Parts, Sequence[Event]], Iterable[str]]


def _follows(change: Change) -> bool:
    return change.follows()


def _is_there(event: Event, parts: Parts) -> bool:
    return bool(parts)


def _nothing(parts: Parts, history: Sequence[Event]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class RowsOfKind:
    """How the items of a kind are read, and what tells of a change; see below."""

    rows_of: RowsOf
    explains: Explains = _follows
    keeps: Keeps = _is_there
    misread: Misread = _nothing
    counted: Collection[str] = ()


_rows: dict[str, RowsOfKind] = {}
_beside: dict[str, RowsOf] = {}


def register_beside(name: str, rows_of: RowsOf) -> None:
    """
    Name what reads rows of that name that items of any kind can have.

    Events that begin with it tell of these rows alone, by hashes before and after.
    """
    _beside[name] = rows_of


def register_rows(kind: str, rows_of: RowsOf, **ways: Any) -> None:
    """
    Name what reads the parts that make up items of a kind, by their ids.

    A part is a field of the item's own row, or a row that belongs to it. Of the `ways`,
    `explains` tells whether the events recorded since account for what became of a part:
    by default, if befores and afters lead there. `keeps` tells whether the row that an
    event stored is among the parts; `misread` names those which do not read as the
    events say that they were stored, whenever that was; and `counted` are the names of
    all events that count in the item's version. An item of another kind is its own row.
    """
    _rows[kind] = RowsOfKind(rows_of, **ways)


def stored_rows(kind: str, ids: Sequence[int], reader: User) -> Mapping[int, Parts]:
    """Return what is stored of these items, as plain values to be hashed."""
    if kind in _rows:
        own = _rows[kind].rows_of(ids)
    else:
        own = own_rows(get_kind(kind).visible_to(reader).model, ids)
    return joined(own, *(rows_of(ids) for rows_of in _beside.values()))


def is_explained(kind: str, change: Change) -> bool:
    """Whether something recorded since accounts for a change of an item of a kind."""
    ways = _rows.get(kind)
    if ways is None or _first(change.part) in _beside:
        return change.follows()
    if ways.counted and change.part == COUNTER:
        return bool(change.value == 1 + change.count(*ways.counted))
    return ways.explains(change)


def _first(name: str, mark: str = " ") -> str:
    return name.partition(mark)[0]


def is_kept(kind: str, event: Event, parts: Parts) -> bool:
    """Whether what the event stored beside the item's own row is still there."""
    return kind not in _rows or _rows[kind].keeps(event, parts)


def misread_parts(kind: str, parts: Parts, history: Sequence[Event]) -> list[str]:
    """Return the parts that do not read as was recorded when they were stored."""
    return [*_rows[kind].misread(parts, history)] if kind in _rows else []


Named = Callable[[Sequence[int]], Mapping[int, Any]]
_named: dict[str, Named] = {}


def register_named(name: str, read: Named) -> None:
    """Name what reads rows without a number, by their ids; they never change lawfully."""
    _named[name] = read


def named_rows(named: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """Return what is stored of such rows, under their name and id."""
    ids: dict[str, list[int]] = {}
    for name, pk in named:
        ids.setdefault(name, []).append(pk)
    return {
        f"{name} {pk}": value
        for name, read in _named.items()
        for pk, value in read(ids.get(name, [])).items()
    }


def has_row(parts: Parts, name: str, **fields: Any) -> bool:
    """Whether one of the rows of that name, and no other, has these fields."""
    return (
        sum(
            isinstance(row, dict) and agrees(row, fields)
            for part, row in parts.items()
            if part.startswith(f"{name} ")
        )
        == 1
    )


def agrees(row: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether a row's fields are those which were said."""
    return all(
        value is ANY or part_hash(row.get(name)) == part_hash(value)
        for name, value in said.items()
    )


def personal(event: Event) -> Mapping[str, Any]:
    """Return the personal values of an event, none if they are gone."""
    data = getattr(event, "data", None)
    return data.values if data else {}


def own_rows(model: type[models.Model], ids: Sequence[int]) -> dict[int, Parts]:
    """Return the rows of items of that model, and of its parents, field by field."""
    rows = model._base_manager.filter(pk__in=ids)
    return {row.pk: fields_of(row) for row in rows}


def rows_below(
    rows: models.QuerySet[Any], owner: str, name: str, *, apart: Iterable[str] = ()
) -> Mapping[int, Parts]:
    """
    Return rows that belong to items, by what names their owner; each is a part.

    Those fields which may change stand apart, as parts of their own.
    """
    found: dict[int, dict[str, Any]] = {}
    for row in rows.annotate(owner_of_part=models.F(owner)).order_by("pk"):
        fields = fields_of(row)
        parts = found.setdefault(row.owner_of_part, {})
        for field_name in apart:
            parts[f"{name} {row.pk} {field_name}"] = fields.pop(field_name)
        parts[f"{name} {row.pk}"] = fields
    return found


def joined(own: Mapping[int, Parts], *below: Mapping[int, Parts]) -> dict[int, Parts]:
    """Return items with all the rows that belong to them."""
    return {
        pk: {**row, **{k: v for rows in below for k, v in rows.get(pk, {}).items()}}
        for pk, row in own.items()
    }


def fields_of(row: models.Model) -> dict[str, Any]:
    return {
        field.name: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }
