"""What auditors are shown: each app declares its own items of evidence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.canonical import canonical_json, sha256
from core.kinds import get_kind
from core.models import Event, User


class Verdict(models.TextChoices):
    EVIDENCED = "evidenced", _("Evidenced")
    GAP = "gap", _("Gap")
    NOTHING_OCCURRED = "nothing_occurred", _("Nothing occurred in the period")


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of time, `start` ≤ instant < `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A record behind an item: its identity, and what is told of it in one line."""

    item_id: int
    number: str
    title: str
    at: datetime
    facts: Sequence[tuple[str, str]] = ()
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What was found for an item: every record, figures over them, and the verdict.

    `reason` says in words why it is a gap. `rows` holds all records, the newest
    first: nothing is left out here, whatever is printed.
    """

    verdict: Verdict
    rows: Sequence[EvidenceRow] = ()
    figures: Sequence[tuple[str, str]] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """
    One thing that is to be shown for a clause of ISO/IEC 20000-1.

    `clause` is of the 2011 edition, `clause_2018` where the subject stands in the
    2018 edition. `find(period, reader)` answers what the reader may see of it.
    """

    key: str
    clause: str
    clause_2018: str
    shown: str | Promise
    find: Callable[[Period, User], Finding]
    order: int = field(default=50)


@dataclass(frozen=True, slots=True)
class Change:
    """
    A part of an item that reads otherwise than it did, and what was recorded since.

    `was` is the hash of what it was, empty if there was nothing; `value` is what it
    is now, None if there is nothing any more.
    """

    item_id: int
    part: str
    was: str
    value: Any
    since: Sequence[Event]

    def recorded(self, *names: str) -> list[Event]:
        """Return the events of these names that were recorded since."""
        return [event for event in self.since if event.name in names]

    def is_written_since(self) -> bool:
        """Whether it is a new row that belongs to an event recorded since."""
        written = self.value.get("event") if isinstance(self.value, dict) else None
        return not self.was and written in {event.pk for event in self.since}

    def follows(self) -> bool:
        """Whether befores and afters recorded since lead from what was to what is."""
        reached, is_told = self.was, False
        for before, after in self._pairs():
            if part_hash(before) != reached:
                return False
            reached, is_told = part_hash(after), True
        return is_told and reached == part_hash(self.value)

    def _pairs(self) -> Iterator[Sequence[Any]]:
        for event in self.since:
            pair = {**personal(event), **event.changes}.get(self.part)
            if isinstance(pair, list) and len(pair) == 2:
                yield pair


Parts = Mapping[str, Any]
RowsOf = Callable[[Sequence[int]], Mapping[int, Parts]]
Explains = Callable[[Change], bool]

_items: dict[str, EvidenceItem] = {}
_rows: dict[str, tuple[RowsOf, Explains]] = {}


def register_evidence(item: EvidenceItem) -> None:
    """Declare an item of evidence; once for each, in an app's `evidence.py`."""
    _items[item.key] = item


def not_kept(reason: str | Promise) -> Callable[[Period, User], Finding]:
    """Return what finds a gap: nothing in the portal could show it, and why."""

    def find(period: Period, reader: User) -> Finding:
        return Finding(Verdict.GAP, reason=str(reason))

    return find


def register_rows(kind: str, rows_of: RowsOf, explains: Explains) -> None:
    """
    Name what reads the parts that make up items of a kind, by their ids.

    A part is a field of the item's own row, or a row that belongs to it. `explains`
    tells of a change which the events' own befores and afters do not account for
    whether one of them does. Without it, an item is its own row alone.
    """
    _rows[kind] = rows_of, explains


def stored_rows(kind: str, ids: Sequence[int], reader: User) -> Mapping[int, Parts]:
    """Return what is stored of these items, as plain values to be hashed."""
    if kind in _rows:
        return _rows[kind][0](ids)
    return own_rows(get_kind(kind).visible_to(reader).model, ids)


def is_explained(kind: str, change: Change) -> bool:
    """Whether something recorded since accounts for a change of an item of a kind."""
    if change.follows():
        return True
    return kind in _rows and _rows[kind][1](change)


def part_hash(value: Any) -> str:
    """Return half the SHA-256 of a part, nothing for nothing: a pack holds many."""
    return "" if value in (None, "", []) else sha256(canonical_json(value))[:32]


def personal(event: Event) -> Mapping[str, Any]:
    """Return the personal values of an event, none if they are gone."""
    data = getattr(event, "data", None)
    return data.values if data else {}


def own_rows(model: type[models.Model], ids: Sequence[int]) -> dict[int, Parts]:
    """Return the rows of items of that model, and of its parents, field by field."""
    rows = model._base_manager.filter(pk__in=ids)
    return {row.pk: _fields(row) for row in rows}


def rows_below(
    rows: models.QuerySet[Any], owner: str, name: str, *, apart: Sequence[str] = ()
) -> Mapping[int, Parts]:
    """
    Return rows that belong to items, by what names their owner; each is a part.

    Those fields which may change stand apart, as parts of their own.
    """
    found: dict[int, dict[str, Any]] = {}
    for row in rows.annotate(owner_of_part=models.F(owner)).order_by("pk"):
        fields = _fields(row)
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


def _fields(row: models.Model) -> dict[str, Any]:
    return {
        field.name: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }


def evidence_items(clauses: Sequence[str]) -> list[EvidenceItem]:
    """Return the items for these clauses of the 2011 edition, in their order."""
    chosen = [item for item in _items.values() if item.clause in clauses]
    return sorted(chosen, key=lambda item: (_by_number(item.clause), item.order))


def evidence_clauses() -> list[str]:
    """Return every clause for which something is declared, in order."""
    return sorted({item.clause for item in _items.values()}, key=_by_number)


def _by_number(clause: str) -> list[int]:
    return [int(part) for part in clause.split(".")]
