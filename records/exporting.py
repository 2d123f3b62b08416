"""What other apps tell of records in a file, beside the columns of the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.listing import Column
from records.models import Record

# By the record's key: plain values, by the name of the column.
FactsOf = Callable[[Sequence[Record]], Mapping[int, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Offer:
    columns: tuple[Column, ...]
    facts_of: FactsOf


_offers: list[_Offer] = []


def register_export_columns(columns: Sequence[Column], facts_of: FactsOf) -> None:
    """
    Have these columns added to every file of records; once for each, in `panels.py`.

    `facts_of(records)` answers for some rows at a time, in at most one query.
    """
    _offers.append(_Offer(tuple(columns), facts_of))


def offered_columns() -> list[Column]:
    """Return the columns that other apps add."""
    return [column for offer in _offers for column in offer.columns]


def offered_facts(records: Sequence[Record]) -> dict[int, dict[str, Any]]:
    """Return what other apps tell of these records, by key and name of the column."""
    facts: dict[int, dict[str, Any]] = {record.pk: {} for record in records}
    for offer in _offers if facts else ():
        for pk, told in offer.facts_of(records).items():
            facts[pk].update(told)
    return facts
