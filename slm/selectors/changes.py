"""What a decision does to clocks: each read without it and with it, in portions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from core.memory import uncollected
from core.periods import first_of
from core.querysets import Among
from records.models import Record
from slm.choices import Leg
from slm.clockwork import Reading
from slm.reducer import ClockKey
from slm.selectors.book import target_book
from slm.selectors.closing import VERDICTS, decided_at
from slm.selectors.instants import to_instant

PORTION = 2_000

Tell = Callable[[int, int], object]
# Where a line stands: verdicts that turn come first, then by record and clock.
Place = tuple[bool, int, int, int]


def silently(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class About(NamedTuple):
    """The record of a clock, as far as a change tells of it."""

    pk: int
    number: str
    service_id: int | None
    customer_id: int


def records_told(record_ids: Sequence[int]) -> dict[int, About]:
    """Return what is told of these records."""
    rows = Record.objects.filter(Among("pk", record_ids))
    found = rows.values_list("pk", "item__number", "service", "customer")
    return {row[0]: About(*row) for row in found}


@dataclass(frozen=True, slots=True)
class Change:
    """
    A clock as it reads without something, and with it; without it there may be none.

    `agreements` are those whose promise it is.
    """

    record: About
    key: ClockKey
    clock_id: int | None
    before: Reading | None
    after: Reading
    agreements: frozenset[int]

    @property
    def both(self) -> tuple[Reading | None, Reading]:
        return self.before, self.after

    @property
    def verdicts(self) -> list[str | None]:
        return [VERDICTS[one.verdict] if one else None for one in self.both]

    @property
    def turns(self) -> bool:
        return self.verdicts[0] != self.verdicts[1]

    @property
    def differs(self) -> bool:
        return figures_of(self.before) != figures_of(self.after)

    @property
    def is_in_figures(self) -> bool:
        """Whether more changes than when it would have been due."""
        return figures_of(self.before)[1:] != figures_of(self.after)[1:]

    @property
    def months(self) -> list[date]:
        """In which months its verdict counts, without it and with it."""
        decided = [decided_at(reading) for reading in self.both if reading]
        return [first_of(at) for at in decided if at]

    def plain(self) -> dict[str, Any]:
        excluded = self.before.excluded if self.before else 0
        return {
            "clock": self.clock_id,
            "record": self.record.number,
            "metric": str(self.key.metric),
            "leg": str(self.key.leg),
            "due": [_iso(one.due_at) if one else None for one in self.both],
            "verdict": self.verdicts,
            "excluded": self.after.excluded - excluded,
            "elapsed": [one.elapsed if one else None for one in self.both],
        }


def figures_of(reading: Reading | None) -> tuple[Any, ...]:
    """Return what makes two readings differ."""
    if reading is None:
        return ()
    return (
        reading.due_at,
        reading.verdict,
        reading.late_from,
        reading.excluded,
        reading.elapsed,
        reading.paused,
    )


@dataclass(slots=True)
class Changes:
    """Every clock that changes, how verdicts turn, and in which months figures do."""

    read: int = 0
    lines: list[tuple[Place, dict[str, Any]]] = field(default_factory=list)
    verdicts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    months: set[tuple[str, int, int]] = field(default_factory=set)
    agreements: set[tuple[str, int]] = field(default_factory=set)

    def add(self, one: Change) -> None:
        """Count a clock that was read, and note what changes about it."""
        self.read += 1
        if not one.differs:
            return
        place = (not one.turns, one.record.pk, one.clock_id or 0, len(self.lines))
        self.lines.append((place, one.plain()))
        months = [month.isoformat() for month in one.months]
        if one.turns:
            before, after = (verdict or "" for verdict in one.verdicts)
            self.verdicts[min(months, default=""), before, after] += 1
        if one.is_in_figures:
            self._note(one, months)

    def _note(self, one: Change, months: Iterable[str]) -> None:
        record = one.record
        for month in months:
            self.agreements |= {(month, pk) for pk in one.agreements}
            if one.key.leg == Leg.SLA:
                about = (record.customer_id, record.service_id or 0)
                self.months.add((month, *about))

    def plain(self) -> dict[str, Any]:
        """Return them as plain values to keep, the verdicts that turn first."""
        return {
            "clocks": self.read,
            "changed": len(self.lines),
            "lines": [line for _place, line in sorted(self.lines, key=itemgetter(0))],
            "verdicts": [
                {"month": month, "before": before, "after": after, "count": count}
                for (month, before, after), count in sorted(self.verdicts.items())
            ],
            "months": [
                {"month": month, "customer": customer, "service": service or None}
                for month, customer, service in sorted(self.months)
            ],
            "agreements": [list(one) for one in sorted(self.agreements)],
        }


def _iso(second: int | None) -> str | None:
    return None if second is None else to_instant(second).isoformat()


def effect_in(
    ids: Sequence[int],
    compared: Callable[[Sequence[int]], Iterable[Change]],
    *,
    at: datetime,
    tell: Tell = silently,
    portion: int = PORTION,
) -> dict[str, Any]:
    """
    Return what changes as plain values to keep: every clock, in portions of `ids`.

    `tell(done, total)` hears of the progress.
    """
    edition, changes = target_book().edition, Changes()
    for first in range(0, len(ids), portion):
        tell(first, len(ids))
        with uncollected():
            for one in compared(ids[first : first + portion]):
                changes.add(one)
    tell(len(ids), len(ids))
    return {"at": at.isoformat(), "edition": edition, **changes.plain()}


def with_targets(
    effect: Mapping[str, Any], targets: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an effect with the targets of a month that change too."""
    listed = list(targets)
    months = {(one["month"], one["agreement"]) for one in listed}
    agreements = {*map(tuple, effect["agreements"]), *months}
    return {
        **effect,
        "targets": listed,
        "agreements": [list(one) for one in sorted(agreements)],
    }
