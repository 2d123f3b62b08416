"""Deriving what a clock shows from its points, its targets and their calendars."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Max

from calendars.hours import REACH, NoOpenTime
from calendars.models import CalendarVersion
from calendars.selectors import get_compiled
from calendars.timetable import Timetable
from slm.choices import BREACH
from slm.clockwork import Reading, read_clock
from slm.exclusions import ExclusionRule
from slm.ledger import Holder, Mode, Point, Terms
from slm.models import Clock, Repair
from slm.reducer import Step
from slm.selectors.book import target_book
from slm.selectors.excluding import approved_rules, rules_by_clock
from slm.selectors.instants import to_second
from slm.selectors.repaired import approved_repairs, repaired_hours
from slm.targets import TargetBook, TargetRule

# Looked up here it takes a fraction of the time.
MODES = {mode.value: mode for mode in Mode}
_last: tuple[tuple[int, int, str], dict[int, Timetable]] | None = None


def timetables(book_edition: str) -> dict[int, Timetable]:
    """
    Return, for each calendar, its successive versions made ready to count.

    They are kept in memory until a version is added, or a repair approved, which turns
    the page of the book; none is ever changed.
    """
    global _last
    edition = CalendarVersion.objects.aggregate(last=Max("pk"), count=Count("pk"))
    key = (edition["last"] or 0, edition["count"], book_edition)
    if _last is None or _last[0] != key:
        _last = (key, compiled_with(approved_repairs()))
    return _last[1]


def compiled_with(repairs: Iterable[Repair]) -> dict[int, Timetable]:
    """Return the timetables of all calendars, as they held by these repairs."""
    versions = CalendarVersion.objects.select_related("calendar").order_by("valid_from")
    return {
        pk: Timetable([(one.start, get_compiled(one.version)) for one in held])
        for pk, held in repaired_hours(versions, repairs).items()
    }


class Reader:
    """
    Reads clocks: holds all targets, calendars and exclusions, for one or for thousands.

    By other targets or calendars than those that hold, if they are given: to see what
    these would mean.
    """

    def __init__(
        self,
        *,
        book: TargetBook | None = None,
        calendars: dict[int, Timetable] | None = None,
    ) -> None:
        held = target_book()
        self.book = book or held
        self.rules = approved_rules(held.edition)
        self._timetables = calendars or timetables(held.edition)
        self._terms: dict[tuple[int, int], Terms] = {}

    def seconds_of(self, rule: TargetRule, start: datetime) -> int:
        """Return what the budget is worth for a clock started then."""
        timetable, begin = self._timetables[rule.calendar_id], to_second(start)
        try:
            return timetable.budget_seconds(begin, rule.budget)
        except NoOpenTime:
            # As long as there are hours: a record is not refused for want of more.
            return timetable.hours_at(begin).elapsed_seconds(begin, begin + REACH)

    def rules_for(
        self, clocks: Iterable[Clock]
    ) -> Mapping[int, Sequence[ExclusionRule]]:
        """Return, by clock, the approved exclusions that are to be read with it."""
        return rules_by_clock(clocks, self.rules)

    def read(
        self,
        steps: Sequence[Step],
        rules: Iterable[ExclusionRule],
        *,
        as_of: datetime,
    ) -> Reading:
        """
        Return what a clock with these points shows as of an instant.

        `rules` are those of `rules_for`.
        """
        excluded = [rule.span for rule in self.applying(steps, rules)]
        points, second = self._points(steps), to_second(as_of)
        return read_clock(points, excluded, as_of=second)

    def applying(
        self, steps: Sequence[Step], rules: Iterable[ExclusionRule]
    ) -> list[ExclusionRule]:
        """Return those that apply; if one names an agreement, the last point decides."""
        agreement_id = self.book.rule(steps[-1].budget_id).agreement_id
        since = to_second(steps[0].at)
        return [rule for rule in rules if rule.covers(agreement_id, since)]

    def _points(self, steps: Iterable[Step]) -> list[Point]:
        return [
            Point(
                seq,
                to_second(step.at),
                MODES[step.mode],
                self._terms_of(step),
                Holder(step.held_by_id, step.supplier_id),
                step.event_id,
            )
            for seq, step in enumerate(steps)
        ]

    def _terms_of(self, step: Step) -> Terms:
        key = (step.budget_id, step.budget_seconds)
        if key not in self._terms:
            rule = self.book.rule(step.budget_id)
            # The hundredth part is the breach itself, which the clock knows.
            percents = tuple(p for p in rule.thresholds if p != BREACH)
            self._terms[key] = Terms(
                step.budget_id,
                step.budget_seconds,
                self._timetables[rule.calendar_id],
                percents,
                rule.budget,
            )
        return self._terms[key]
