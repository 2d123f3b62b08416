"""Why a clock shows what it shows: its ledger, line by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from calendars.models import CalendarVersion
from slm.choices import HALTED, Mode
from slm.clockwork import Reading, Row
from slm.models import (
    AgreementVersion,
    Clock,
    Crossing,
    Exclusion,
    Point,
    Repair,
    Target,
    TargetBudget,
)
from slm.selectors.causes import Cause, causes_of
from slm.selectors.counted_by import CountedBy, counted_by
from slm.selectors.excluding import exclusions_by_id
from slm.selectors.holders import HolderNames
from slm.selectors.instants import to_instant, to_second
from slm.selectors.ledger import points_in_effect, step_of
from slm.selectors.reading import Reader
from slm.selectors.repaired import HeldHours


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation: a stretch of time, and what of it counted."""

    row: Row
    causes: Sequence[Cause]
    budget: TargetBudget
    hours: HeldHours
    # By which the version of the agreement held when the record was opened.
    terms_repair: Repair | None
    holder: str
    exclusions: Sequence[Exclusion]

    @property
    def calendar(self) -> CalendarVersion:
        return self.hours.version

    @property
    def repairs(self) -> list[Repair]:
        """The repairs but for which it would have been counted by other versions."""
        return [one for one in (self.terms_repair, self.hours.repair) if one]

    @property
    def start(self) -> datetime:
        return to_instant(self.row.start)

    @property
    def told_later(self) -> datetime | None:
        """When it was said, if this stretch was counted in retrospect."""
        said = max((cause.at for cause in self.causes), default=self.start)
        return said if to_second(said) != self.row.start else None

    @property
    def mode_label(self) -> str:
        return str(Mode(self.row.point.mode).label)

    @property
    def end(self) -> datetime:
        return to_instant(self.row.end)


@dataclass(frozen=True, slots=True)
class Halt:
    """The end of a clock's last stretch: since when it is stopped or void, and why."""

    point: Point
    cause: Cause

    @property
    def is_void(self) -> bool:
        return self.point.mode == Mode.VOID


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A breach that a later target took back: by how many seconds, and why."""

    breached_at: datetime
    seconds: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Superseded:
    """A point that was taken back, and by what."""

    point: Point
    cause: Cause
    by: Cause


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold crossed, and the row that took it back, if one did."""

    crossing: Crossing
    withdrawal: Crossing | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clock with all that its figures come from."""

    clock: Clock
    reading: Reading
    held: Sequence[Point]
    lines: Sequence[Line]
    marks: Sequence[Mark]
    superseded: Sequence[Superseded]
    causes: Mapping[int, Cause]
    budgets: Mapping[int, TargetBudget]
    holders: HolderNames
    exclusions: Sequence[Exclusion]

    @property
    def budget(self) -> TargetBudget:
        return self.budgets[self.reading.terms.target]

    @property
    def target(self) -> Target:
        return self.budget.target

    @property
    def version(self) -> AgreementVersion:
        return self.target.version

    @property
    def share(self) -> float:
        return self.reading.elapsed / max(self.reading.terms.budget, 1)

    @property
    def started_at(self) -> datetime:
        return to_instant(self.reading.started_at)

    @property
    def ended_at(self) -> datetime:
        """Until when there is something to explain: its stop, else now."""
        return to_instant(self.reading.stopped_at or self.reading.as_of)

    @property
    def sums(self) -> dict[str, int]:
        """The foot of the table: every column added up."""
        columns = ("wall", "outside", "paused", "excluded", "gap", "counted")
        return {
            name: sum(getattr(line.row, name) for line in self.lines)
            for name in columns
        }

    @property
    def halts(self) -> list[Halt]:
        """What stopped the clock or made it void, if it has not run on since."""
        halts: list[Halt] = []
        for point in reversed(self.held):
            if point.mode not in HALTED:
                break
            halts.insert(0, Halt(point, self.causes[point.event_id]))
        # A point that says the same again adds nothing.
        modes = ["", *(halt.point.mode for halt in halts)]
        pairs = zip(halts, modes, strict=False)
        return [halt for halt, before in pairs if halt.point.mode != before]

    @property
    def relaxation(self) -> Relaxation | None:
        """What took a breach back: the last change from a target that was broken."""
        broken = {breach.target: breach for breach in self.reading.breaches}
        for point, after in reversed(list(pairwise(self.held))):
            if point.budget_id in broken and point.budget_id != after.budget_id:
                return Relaxation(
                    to_instant(broken[point.budget_id].at),
                    self.reading.terms.budget - point.budget_seconds,
                    self.causes[after.event_id],
                )
        return None


def explain_clock(clock: Clock, *, at: datetime) -> Explanation:
    """Return everything that a clock's figures at an instant come from."""
    points = list(Point.objects.filter(clock=clock).order_by("seq"))
    held = points_in_effect([clock.pk])[clock.pk]
    steps = [step_of(point) for point in held]
    reader = Reader()
    rules = reader.rules_for([clock])[clock.pk]
    reading = reader.read(steps, rules, as_of=max(at, steps[-1].at))
    budgets = {
        budget.pk: budget
        for budget in TargetBudget.objects.filter(
            pk__in={point.budget_id for point in points}
        ).select_related("target__version__agreement__item", "target__calendar__item")
    }
    holders = HolderNames()
    excluded = exclusions_by_id(rule.key for rule in reader.applying(steps, rules))
    causes = causes_of(point.event_id for point in points)
    by = counted_by(budgets.values(), clock.record.opened_at)
    return Explanation(
        clock=clock,
        reading=reading,
        held=held,
        lines=_lines(reading, budgets, by, holders, _by_second(held, causes), excluded),
        marks=_marks(clock),
        superseded=_superseded(points, held, causes),
        causes=causes,
        budgets=budgets,
        holders=holders,
        exclusions=[
            one
            for one in excluded.values()
            if reading.stopped_at is None or to_second(one.start) < reading.stopped_at
        ],
    )


def _marks(clock: Clock) -> list[Mark]:
    rows = clock.crossings.select_related("budget__target", "event").order_by("id")
    taken_back = {
        (row.budget_id, row.percent, row.turn): row for row in rows if row.is_withdrawal
    }
    return [
        Mark(row, taken_back.get((row.budget_id, row.percent, row.turn)))
        for row in rows
        if not row.is_withdrawal
    ]


def _by_second(
    held: Iterable[Point], causes: Mapping[int, Cause]
) -> dict[int, list[Cause]]:
    """Return what moved the clock in each second; of several, in their order."""
    found: dict[int, list[Cause]] = {}
    for point in held:
        found.setdefault(to_second(point.at), []).append(causes[point.event_id])
    return found


def _lines(
    reading: Reading,
    budgets: Mapping[int, TargetBudget],
    by: CountedBy,
    holders: HolderNames,
    causes: Mapping[int, Sequence[Cause]],
    excluded: Mapping[int, Exclusion],
) -> list[Line]:
    before = [None, *(row.point for row in reading.rows)]
    lines = []
    for row, point_before in zip(reading.rows, before, strict=False):
        budget = budgets[row.point.terms.target]
        is_new = row.point is not point_before
        lines.append(
            Line(
                row,
                causes[row.start] if is_new else (),
                budget,
                by.hours_at(budget.target.calendar_id, row.start),
                by.repair_of(budget),
                holders.of(row.point.holder),
                [excluded[key] for key in row.exclusions if key is not None],
            )
        )
    return lines


def _superseded(
    points: Sequence[Point], held: Sequence[Point], causes: Mapping[int, Cause]
) -> list[Superseded]:
    in_effect = {point.pk for point in held}
    gone = []
    for point in points:
        if point.pk not in in_effect:
            by = next(
                later
                for later in points
                if later.seq > point.seq
                and later.supersedes_from is not None
                and later.supersedes_from <= point.seq
            )
            gone.append(Superseded(point, causes[point.event_id], causes[by.event_id]))
    return gone
