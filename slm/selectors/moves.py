"""Which later decisions moved when a promise is due: from when, to when, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Func, JSONField, Q

from calendars.models import CalendarVersion
from calendars.selectors import get_compiled
from calendars.timetable import Timetable
from core.kinds import item_url
from core.models import Item
from slm.choices import ExclusionState
from slm.exclusions import ExclusionRule, Subject
from slm.models import Clock, Exclusion, Repair
from slm.reducer import Step
from slm.selectors.excluding import rule_of
from slm.selectors.explaining import Explanation
from slm.selectors.instants import to_instant
from slm.selectors.ledger import step_of
from slm.selectors.reading import Reader
from slm.selectors.repaired import approved_repairs, repaired_hours


class Why(StrEnum):
    """What moved it."""

    HOURS_REPAIRED = "hours_repaired"
    TERMS_REPAIRED = "terms_repaired"
    EXCLUDED = "excluded"
    COUNTED_AGAIN = "counted_again"
    HOURS_CHANGED = "hours_changed"


# Of these the instant is not kept, but read again.
READ = (Why.COUNTED_AGAIN, Why.HOURS_CHANGED)


@dataclass(frozen=True, slots=True)
class Move:
    """That a promise was due at another instant from `at` on, by the item named."""

    at: datetime
    why: Why
    before: datetime
    after: datetime
    item: Item

    @property
    def url(self) -> str:
        return item_url(self.item)


def moves_of(told: Explanation) -> list[Move]:
    """
    Return what moved when a clock is due, but for what happened to its record.

    Of what was approved as it was kept at the decision; the rest as it is read of then,
    which the terms of a later repair do not let.
    """
    kept = [*_by_repairs(told.clock), *_by_exclusions(told), *_by_new_hours(told)]
    since = max((one.at for one in kept if one.why == Why.TERMS_REPAIRED), default=None)
    found = [
        one for one in kept if since is None or one.at >= since or one.why not in READ
    ]
    return sorted(found, key=lambda one: one.at)


def _by_repairs(clock: Clock) -> Iterator[Move]:
    later = Repair.objects.approved().filter(decided_at__gte=clock.record.opened_at)
    kept = later.annotate(line=_line_of(clock))
    rows = kept.filter(line__isnull=False).select_related("item").defer("effect")
    for repair in rows:
        is_of_hours = repair.calendar_version_id is not None
        why = Why.HOURS_REPAIRED if is_of_hours else Why.TERMS_REPAIRED
        yield from _kept(repair, why)


def _by_exclusions(told: Explanation) -> Iterator[Move]:
    opened_at = told.clock.record.opened_at
    approved = Exclusion.objects.filter(
        Q(decided_at__gte=opened_at) | Q(withdrawn_at__gte=opened_at),
        state__in=[ExclusionState.APPROVED, ExclusionState.WITHDRAWN],
        decided_at__isnull=False,
    )
    shown = approved.annotate(line=_line_of(told.clock)).select_related("item")
    for one in shown.defer("effect"):
        if one.line is not None:  # type: ignore[attr-defined]
            yield from _kept(one, Why.EXCLUDED)
        if one.withdrawn_at is not None and _is_about(rule_of(one), told.clock):
            dues = [_Then(told, one.withdrawn_at, late=late).due for late in (0, 1)]
            yield from _moved(one.withdrawn_at, Why.COUNTED_AGAIN, dues, one.item)


def _by_new_hours(told: Explanation) -> Iterator[Move]:
    """Open clocks alone follow what is agreed for later."""
    calendars = {budget.target.calendar_id for budget in told.budgets.values()}
    later = CalendarVersion.objects.filter(
        calendar__in=calendars,
        number__gt=1,
        created_at__gte=told.clock.record.opened_at,
        created_at__lt=told.ended_at,
    )
    for one in later.select_related("calendar__item"):
        dues = [_Then(told, one.created_at, late=late).due for late in (0, 1)]
        yield from _moved(one.created_at, Why.HOURS_CHANGED, dues, one.calendar.item)


def _line_of(clock: Clock) -> Func:
    """Return what an effect that was kept says of a clock, without all the others."""
    return Func(
        F("effect"),
        template="jsonb_path_query_first(%(expressions)s,"
        f" '$.lines[*] ? (@.clock == {int(clock.pk)})')",
        output_field=JSONField(),
    )


def _kept(decision: Any, why: Why) -> Iterator[Move]:
    dues = [at and datetime.fromisoformat(at) for at in decision.line["due"]]
    yield from _moved(decision.decided_at, why, dues, decision.item)


def _moved(
    at: datetime, why: Why, dues: Sequence[datetime | None], item: Item
) -> Iterator[Move]:
    before, after = dues
    if before and after and before != after:
        yield Move(at, why, before, after, item)


def _is_about(rule: ExclusionRule, clock: Clock) -> bool:
    record = clock.record
    subject = Subject(clock.leg, record.pk, record.service_id, record.customer_id)
    return rule.is_about(subject)


class _Then:
    """A clock by what was agreed and decided before an instant; if `late`, also at it."""

    def __init__(self, told: Explanation, at: datetime, *, late: int) -> None:
        self.told, self.at, self.late = told, at, late
        self.repairs = [one for one in approved_repairs() if self._is_known(one)]
        calendars = {one.target.calendar_id for one in told.budgets.values()}
        self.reader = Reader(calendars=self._timetables(calendars))

    @property
    def due(self) -> datetime | None:
        """When it was due, as its ledger stood then; None if nothing was."""
        if not (steps := self._steps()):
            return None
        reading = self.reader.read(steps, self._rules(), as_of=self.at)
        return None if reading.due_at is None else to_instant(reading.due_at)

    def _is_known(self, decision: Repair | Exclusion) -> bool:
        return decision.decided_at is not None and self._has_come(decision.decided_at)

    def _has_come(self, at: datetime) -> bool:
        return at <= self.at if self.late else at < self.at

    def _timetables(self, calendars: set[int]) -> dict[int, Timetable]:
        rows = CalendarVersion.objects.filter(calendar__in=calendars)
        listed = rows.select_related("calendar").order_by("valid_from")
        # What a calendar said first it has always said.
        known = [
            one for one in listed if one.number == 1 or self._has_come(one.created_at)
        ]
        return {
            pk: Timetable([(one.start, get_compiled(one.version)) for one in held])
            for pk, held in repaired_hours(known, self.repairs).items()
        }

    def _rules(self) -> list[ExclusionRule]:
        decided = Exclusion.objects.filter(decided_at__lte=self.at)
        rows = decided.exclude(state=ExclusionState.REJECTED).defer("effect")
        return [
            rule_of(one)
            for one in rows
            if self._is_known(one)
            and not (one.withdrawn_at and self._has_come(one.withdrawn_at))
            and _is_about(rule_of(one), self.told.clock)
        ]

    def _steps(self) -> list[Step]:
        held = [step_of(one) for one in self.told.held if one.at <= self.at]
        return [self._worth(step, held[0].at) for step in held]

    def _worth(self, step: Step, start: datetime) -> Step:
        """Return it with what its working days were worth by the hours known then."""
        rule = self.reader.book.rule(step.budget_id)
        return step._replace(budget_seconds=self.reader.seconds_of(rule, start))
