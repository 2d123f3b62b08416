"""
The figures that can be steered by: each with its definition and one selector.

An improvement takes its baseline and its result from one of them; those that measure
the process itself are taken every month and watched against their limits. Any app from
here upwards registers its own, in its `kinds.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from core.evidence import Period
from governance.choices import Unit

if TYPE_CHECKING:
    from core.models import Item

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Behind:
    """
    One row behind a figure: what it is called, whether it counts, where it is.

    Of a record it is shown only to those who may know of that.
    """

    label: str
    counts: bool
    url: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure, and the rows that it was counted from; none if nothing could be."""

    value: Decimal | None
    rows: Sequence[Behind] = field(default_factory=tuple)

    @property
    def counted(self) -> int:
        return sum(row.counts for row in self.rows)


Select = Callable[[Period, "Item | None"], Measured]


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A figure: its identity, what it says, how it is reckoned, how often, from where.

    `select(period, about)` is the one place that reckons it; `about` is an agreement,
    or nothing for all. Of a `is_process` measure a value is kept for every month.
    """

    key: str
    label: Label
    definition: Label
    formula: Label
    frequency: Label
    source: Label
    unit: Unit
    select: Select
    is_process: bool = False
    more_is_better: bool = True


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Make the measure known; once for each."""
    _measures[measure.key] = measure


def get_measure(key: str) -> Measure:
    """
    Return the measure of that key.

    :raises LookupError: if there is none
    """
    return _measures[key]


def all_measures() -> list[Measure]:
    """Return every measure, in the order in which they were made known."""
    return list(_measures.values())


def process_measures() -> list[Measure]:
    """Return those that measure the process itself."""
    return [one for one in _measures.values() if one.is_process]


def rounded(value: Decimal | int | float) -> Decimal:
    """Return the value with the two places that are kept of every figure."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def share(rows: Sequence[Behind]) -> Measured:
    """Return what share of the rows counts, in percent."""
    if not rows:
        return Measured(None)
    counted = sum(row.counts for row in rows)
    return Measured(rounded(Decimal(100 * counted) / len(rows)), rows)


def number(rows: Sequence[Behind]) -> Measured:
    """Return how many of the rows count."""
    return Measured(rounded(sum(row.counts for row in rows)), rows)
