"""Recording that thresholds were crossed: each once, with the true instant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.events import EventDraft, record_events
from core.system_users import system_user
from slm.choices import Mode
from slm.clockwork import Reading
from slm.models import Clock, Crossing
from slm.selectors import to_instant
from slm.terms import budget_facts


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a threshold was crossed, when last, and whether that still stands."""

    turn: int = 0
    at: datetime | None = None
    stands: bool = False


# By budget and percent.
Standings = Mapping[tuple[int, int], Standing]


@dataclass(frozen=True, slots=True)
class Draft:
    """A crossing, or the withdrawal of one, about to be recorded."""

    clock: Clock
    reading: Reading
    budget_id: int
    percent: int
    turn: int
    crossed_at: datetime
    is_carried: bool = False
    is_withdrawal: bool = False
    notifies: bool = False

    def event(self) -> EventDraft:
        name = "withdrawn" if self.is_withdrawal else "crossed"
        # What was promised by another target than the present is not at hand.
        terms = self.reading.terms
        is_present = self.budget_id == terms.target
        return EventDraft(
            f"slm.threshold_{name}",
            item_id=self.clock.record_id,
            at=self.crossed_at,
            facts={
                "clock": self.clock.pk,
                "metric": str(self.clock.metric),
                "leg": str(self.clock.leg),
                "team": self.clock.team_id,
                "supplier": self.clock.supplier_id,
                "turn": self.clock.turn,
                "budget": self.budget_id,
                "percent": self.percent,
                "promised": terms.budget if is_present else None,
                "promise": budget_facts(terms.promise) if is_present else None,
                "is_carried": self.is_carried,
                "notifies": self.notifies,
            },
        )


def standings_of(clocks: Iterable[Clock]) -> dict[int, dict[tuple[int, int], Standing]]:
    """Return, for each clock, what is recorded of its thresholds."""
    standings: dict[int, dict[tuple[int, int], Standing]] = defaultdict(dict)
    rows = Crossing.objects.filter(clock__in=[clock.pk for clock in clocks])
    for row in rows.order_by("id"):
        standings[row.clock_id][row.budget_id, row.percent] = Standing(
            row.turn, row.crossed_at, not row.is_withdrawal
        )
    return standings


def record_crossings(
    readings: Sequence[tuple[Clock, Reading]],
    standings: Mapping[int, Standings],
) -> list[Crossing]:
    """
    Record what locked clocks have crossed, as their readings say, and not yet recorded.

    A threshold passed before its target applied is dated at the change and marked as
    carried; only the highest of several notifies. One that a correction uncrossed, or
    moved, is withdrawn by a row of its own; so the readings must not be as of an
    instant before what is recorded.
    """
    drafts: list[Draft] = []
    for clock, reading in readings:
        recorded = standings.get(clock.pk, {})
        drafts += _withdrawn(clock, reading, recorded)
        crossed = list(_crossed(clock, reading, recorded))
        if clock.mode == Mode.VOID:
            # Nothing more is recorded of it, and nobody told; what is must be true.
            drafts += [
                replace(one, notifies=False)
                for one in crossed
                if (one.budget_id, one.percent) in recorded
            ]
        else:
            drafts += _only_highest_notifies(crossed)
    return _store(drafts)


def crossed_in(reading: Reading) -> dict[tuple[int, int], datetime]:
    """Return, by budget and percent, when each threshold was crossed."""
    return {(c.target, c.percent): to_instant(c.at) for c in reading.crossings}


def _crossed(clock: Clock, reading: Reading, recorded: Standings) -> Iterator[Draft]:
    for crossing in reading.crossings:
        key = (crossing.target, crossing.percent)
        known = recorded.get(key, Standing())
        at = to_instant(crossing.at)
        if not known.stands or known.at != at:
            yield Draft(
                clock,
                reading,
                *key,
                known.turn + 1,
                at,
                is_carried=crossing.is_carried,
                # Who was told that it was crossed need not hear that it was earlier.
                notifies=not known.stands,
            )


def _only_highest_notifies(drafts: list[Draft]) -> list[Draft]:
    """Let nobody be told twice at once, even if two targets were crossed meanwhile."""
    telling = [draft for draft in drafts if draft.notifies]
    highest = max(telling, key=lambda one: (one.percent, one.crossed_at), default=None)
    return [replace(draft, notifies=draft is highest) for draft in drafts]


def _withdrawn(clock: Clock, reading: Reading, recorded: Standings) -> Iterator[Draft]:
    crossed = crossed_in(reading)
    for key, known in recorded.items():
        if known.stands and crossed.get(key) != known.at:
            at = to_instant(reading.as_of)
            yield Draft(clock, reading, *key, known.turn, at, is_withdrawal=True)


def _store(drafts: list[Draft]) -> list[Crossing]:
    if not drafts:
        return []
    events = record_events(
        [draft.event() for draft in drafts], actor=system_user("slm")
    )
    return Crossing.objects.bulk_create(
        Crossing(
            clock=draft.clock,
            budget_id=draft.budget_id,
            percent=draft.percent,
            turn=draft.turn,
            is_withdrawal=draft.is_withdrawal,
            is_carried=draft.is_carried,
            crossed_at=draft.crossed_at,
            event=event,
        )
        for draft, event in zip(drafts, events, strict=True)
    )
