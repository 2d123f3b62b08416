"""Clocks counted by hand: what the events say, and a calendar on the wall."""

from bisect import bisect_left
from datetime import UTC, datetime

from calendars.selectors import versions_of
from core.models import Event
from slm.choices import Verdict
from slm.models import Clock
from tests.calendars.slow import Walk

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
LAST = datetime(2026, 4, 20, tzinfo=UTC)


def _between(minutes: list[int], start: int, end: int) -> int:
    return bisect_left(minutes, end) - bisect_left(minutes, start)


class OnTheWall:
    """A clock counted by hand: what the events say, and a calendar on the wall."""

    def __init__(self, clock: Clock, excluded: list[int]) -> None:
        self.clock = clock
        self.not_counting = excluded
        self.elapsed = self.paused = self.excluded = 0
        self.is_answered = self.is_owed = self.has_begun = False
        self.turn = 0

    def walk(self, events: list[Event], minutes: list[int]) -> "OnTheWall":
        """Count the open minutes from each event to the next by what was the case."""
        starts = [int(one.occurred_at.timestamp()) // 60 for one in events]
        ends = [*starts[1:], minutes[-1] + 1]
        for event, start, end in zip(events, starts, ends, strict=True):
            runs, pauses = self._hear(event)
            opened = _between(minutes, start, end)
            excluded = _between(self.not_counting, start, end)
            self.elapsed += runs * (opened - excluded)
            self.excluded += runs * excluded
            self.paused += pauses * opened
        return self

    @property
    def sums(self) -> tuple[int, int, int]:
        return self.elapsed, self.paused, self.excluded

    def _hear(self, event: Event) -> tuple[int, int]:
        facts, clock = event.facts, self.clock
        self.is_answered |= self._answers(event)
        self._take_turns(event)
        is_on = (
            facts["phase"] not in ("done", "closed", "void")
            and (not clock.team_id or facts["team"] == clock.team_id)
            and (not clock.supplier_id or facts["supplier"] == clock.supplier_id)
            and not (clock.metric == "first_response" and self.is_answered)
        )
        if clock.metric == "update_interval":
            is_on = self.is_owed and self.turn == clock.turn
        may_pause = self.clock.metric == "resolution" and self.clock.leg == "sla"
        pauses = may_pause and facts["waiting_for"] == "customer"
        return 60 * (is_on and not pauses), 60 * (is_on and pauses)

    def _take_turns(self, event: Event) -> None:
        """Count the turns in which the customer is owed a word from the desk."""
        facts, was_owed = event.facts, self.is_owed
        self.is_owed = (
            facts["phase"] in ("new", "active", "waiting")
            and facts["waiting_for"] != "customer"
        )
        is_word = event.name == "records.entry_added" and self._answers(event)
        self.turn += self.is_owed and (is_word or not was_owed)

    def _answers(self, event: Event) -> bool:
        facts = event.facts
        if self.clock.leg == "uc":
            is_theirs = facts["supplier"] == self.clock.supplier_id
            self.has_begun |= is_theirs
            is_answer = is_theirs and event.name == "records.supplier_answered"
            # Once it is solved, a supplier that had it owes no first answer either.
            has_ended = facts["phase"] in ("done", "closed")
            return is_answer or (self.has_begun and has_ended)
        if event.name == "records.entry_added":
            return bool(facts["by_desk"] and facts["visibility"] == "public")
        if event.name != "records.moved":
            return False
        is_ours = facts["by_desk"] or event.changes["phase"][0] != "waiting"
        has_begun = facts["phase"] in ("done", "closed")
        return has_begun or (facts["phase"] == "active" and is_ours)


def opened_minutes(calendar) -> list[int]:
    minutes: set[int] = set()
    versions = list(versions_of(calendar))
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        start = max(version.valid_from, FIRST)
        end = following.valid_from if following else LAST
        if start < end:
            minutes |= Walk(version.agreed, start, end).open_minutes()
    return sorted(minutes)


def verdict(clock: Clock, hand: OnTheWall, last: Event) -> str:
    if last.facts["phase"] == "void":
        return Verdict.VOID
    if hand.elapsed > (clock.budget.seconds or 0):
        return Verdict.BREACHED
    return Verdict.MET if clock.stopped_at else Verdict.OPEN
