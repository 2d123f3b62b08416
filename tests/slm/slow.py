"""A clock read minute by minute, as one would by hand with a calendar on the wall."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from calendars.definition import Definition
from slm.clockwork import Exclusion
from slm.ledger import HALTED, Mode, Point, Terms
from tests.calendars.slow import Walk


@dataclass
class Wall:
    """Open minutes by versions of a calendar, each from its second on."""

    versions: list[tuple[int, Definition]]
    first: int
    last: int

    @cached_property
    def open(self) -> list[set[int]]:
        first, last = (
            datetime.fromtimestamp(second, UTC) for second in (self.first, self.last)
        )
        return [
            Walk(definition, first, last).open_minutes()
            for _start, definition in self.versions
        ]

    def is_open(self, minute: int) -> bool:
        place = sum(start <= minute * 60 for start, _definition in self.versions)
        return minute in self.open[max(0, place - 1)]


@dataclass
class ByHand:
    """The sums of one clock; `crossed` maps target and level to an instant."""

    elapsed: int = 0
    paused: int = 0
    excluded: int = 0
    gap: int = 0
    halted: int = 0
    terms: Terms | None = None
    crossed: dict[tuple[int, int], int] = field(default_factory=dict)

    def walk(self, points: list[Point], gaps: list[Exclusion], wall: Wall) -> "ByHand":
        governing = None
        for minute in range(wall.first // 60, wall.last // 60):
            said = [point for point in points if point.at <= minute * 60]
            if not said:
                continue
            before, governing = governing, max(said, key=lambda point: point.seq)
            self._change(before, governing, minute)
            if wall.is_open(minute):
                self._count(governing, gaps, minute)
        return self

    def _change(self, before: Point | None, point: Point, minute: int) -> None:
        if before and before.mode in HALTED and point.mode in HALTED:
            return
        known, self.terms = self.terms, point.terms
        if point.mode not in HALTED:
            self.gap, self.halted = self.gap + self.halted, 0
        if known and known.target != point.terms.target:
            # What falls on the change comes after it: it is reached by other terms.
            for key in [key for key, at in self.crossed.items() if at == minute * 60]:
                if key[0] == known.target:
                    del self.crossed[key]
            self._cross(point, minute * 60, self.elapsed)

    def _count(self, point: Point, gaps: list[Exclusion], minute: int) -> None:
        if point.mode is Mode.PAUSED:
            self.paused += 60
        elif point.mode in HALTED:
            self.halted += 60
        elif any(gap.start <= minute * 60 < gap.end for gap in gaps):
            self.excluded += 60
        else:
            for second in (1, 60):
                self._cross(point, minute * 60 + second, self.elapsed + second)
            self.elapsed += 60

    def _cross(self, point: Point, at: int, elapsed: int) -> None:
        budget = point.terms.budget
        for level in (budget // 2, budget, budget + 1):
            if elapsed >= level:
                self.crossed.setdefault((point.terms.target, level), at)
