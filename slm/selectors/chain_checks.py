"""All that may be wrong with what one target rests on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from calendars.hours import NoOpenTime
from calendars.models import CalendarVersion
from slm.chain import availability, in_series, lacking
from slm.choices import PeriodMetric
from slm.models import AgreementVersion, Target
from slm.selectors.chain_needs import monday_from, needed, promise_on, weekly_hours
from slm.selectors.chain_parts import LegVersion, Link, TargetChain, TimeLine, stages_of
from slm.selectors.chain_rules import covering
from slm.selectors.faults import Fault
from slm.selectors.sheet import PRIORITIES
from slm.targets import TargetRule

# Measured values, whose goals multiply; what else is measured takes time.
RATIOS = (PeriodMetric.AVAILABILITY,)


def goal_value(target: Target) -> Decimal | None:
    """Return the value that is to be reached, of what is measured as a share."""
    return target.goal_value if target.metric in RATIOS else None


class Check:
    """Goes through all that may be wrong with what one target rests on."""

    def __init__(
        self,
        version: AgreementVersion,
        target: Target,
        links: Sequence[Link],
        rules: Sequence[TargetRule],
        first: date,
        holds: Callable[[LegVersion], bool],
    ) -> None:
        self.version, self.target, self.links = version, target, links
        self.first, self.last = first, version.valid_to
        self.rules = {rule.priority: rule for rule in rules}
        # Whether what a leg itself rests on bears it.
        self.holds = holds
        self.faults: dict[str, Fault] = {}
        self.shares: Sequence[Decimal] = ()

    def run(self) -> TargetChain:
        lines: list[TimeLine] = []
        if not self.links:
            if self.version.agreement.leg == "sla":
                self._note(Fault("nothing", self.target))
            return self._checked(lines)
        for link in self.links:
            self._check_span(link)
            self._check_below(link)
        for day in self._days():
            found = list(self._lines_on(day))
            lines = lines or found
            self._check_ratio(day)
        return self._checked(lines)

    def _checked(self, lines: Sequence[TimeLine]) -> TargetChain:
        faults = list(self.faults.values())
        return TargetChain(self.target, self.links, lines, faults, self.shares)

    def _note(self, fault: Fault) -> None:
        self.faults.setdefault(fault.code, fault)

    def _days(self) -> list[date]:
        """Return the days from which on the legs or their hours differ."""
        days = {self.first}
        calendars = {self.target.calendar_id}
        for link in self.links:
            days |= {one.starts for one in link.versions}
            calendars |= {
                rule.calendar_id for one in link.versions for rule in one.rules
            }
        changes = CalendarVersion.objects.filter(calendar__in=calendars)
        days |= {
            self.version.agreement.day_of(at)
            for at in changes.values_list("valid_from", flat=True)
        }
        return sorted(
            day
            for day in days
            if self.first <= day and (self.last is None or day < self.last)
        )

    # Whether every leg is there for as long as it is needed.

    def _check_span(self, link: Link) -> None:
        leg = link.link.leg
        holding = [one for one in link.versions if self._is_within(one)]
        if not holding:
            kind = "unsigned" if link.has_draft and not link.versions else "absent"
            self._note(Fault(kind, self.target, leg))
            return
        until = self.first
        for one in sorted(holding, key=lambda held: held.starts):
            if one.starts > until:
                self._note(Fault("gap", self.target, leg, days=(until, one.starts)))
            if one.ends is None:
                return
            until = max(until, one.ends)
        if self.last is None or until < self.last:
            is_over = self.last is not None or holding[-1].is_terminated
            kind = "ends" if is_over else "runs_out"
            self._note(Fault(kind, self.target, leg, days=(until, self.last)))

    def _is_within(self, one: LegVersion) -> bool:
        return (one.ends is None or one.ends > self.first) and (
            self.last is None or one.starts < self.last
        )

    def _check_below(self, link: Link) -> None:
        held = link.on(self.first)
        if held and not self.holds(held):
            self._note(Fault("below", self.target, link.link.leg))

    # Whether the legs are quick enough.

    def _lines_on(self, day: date) -> Iterator[TimeLine]:
        for priority in PRIORITIES:
            rule = self.rules.get(priority, self.rules.get(None))
            if rule is not None and self.target.metric not in RATIOS:
                line = self._line(replace(rule, priority=priority), day)
                if line is not None:
                    yield line

    def _line(self, rule: TargetRule, day: date) -> TimeLine | None:
        applying = []
        for link in self.links:
            held = link.on(day)
            if held is None:
                return None
            metric = link.link.metric
            said = [one for one in held.rules if one.metric == metric]
            found, is_whole = covering(rule, said)
            if not found or not is_whole:
                kind = "partly" if found else "silent"
                self._note(Fault(kind, self.target, link.link.leg, rule.priority))
            if not found:
                return None
            applying.append(found)
        try:
            line = self._slowest(rule, applying, day)
        except NoOpenTime as error:
            self._note(
                Fault(
                    "closed", self.target, priority=rule.priority, text=error.calendar
                )
            )
            return None
        self._check_line(rule, line, day)
        return line

    def _slowest(
        self, rule: TargetRule, applying: Sequence[Sequence[TargetRule]], day: date
    ) -> TimeLine:
        promise = promise_on(rule, day)
        together = product(*(_deciding(rules) for rules in applying))
        found = []
        for legs in together:
            stages = tuple(
                tuple(promise_on(legs[place], day) for place in stage)
                for stage in stages_of(self.links)
            )
            need = needed(promise, stages, day)
            found.append(TimeLine(rule.priority or 0, need, legs))
        return max(found, key=lambda one: one.need.needed - one.need.promised)

    def _check_line(self, rule: TargetRule, line: TimeLine, day: date) -> None:
        since = day if day > self.first else None
        if line.need.short:
            self._note(self._late(line, since))
        for link, leg in zip(self.links, line.legs, strict=True):
            missing = lacking(
                weekly_hours(rule.calendar_id, day),
                weekly_hours(leg.calendar_id, day),
                monday_from(day),
            )
            if missing:
                self._note(Fault("hours", self.target, link.link.leg, seconds=missing))
        goal = in_series(leg.goal_percent for leg in line.legs)
        if goal < self.target.goal_percent:
            weakest = min(
                range(len(self.links)), key=lambda place: line.legs[place].goal_percent
            )
            lowest = self.links[weakest].link.leg
            self._note(
                Fault(
                    "goal",
                    self.target,
                    lowest,
                    percents=(goal, self.target.goal_percent),
                )
            )

    def _late(self, line: TimeLine, since: date | None) -> Fault:
        """Name the leg that takes the greatest part of what is too much."""
        need, stages = line.need, stages_of(self.links)
        stage = max(range(len(stages)), key=lambda place: need.shares[place])
        slowest = max(stages[stage], key=lambda place: _size(line.legs[place]))
        return Fault(
            "time",
            self.target,
            self.links[slowest].link.leg,
            line.priority,
            seconds=need.short,
            amounts=(need.needed, need.promised, need.shares[stage]),
            days=(since, None),
        )

    # Whether what is measured as a share is enough.

    def _check_ratio(self, day: date) -> None:
        wanted = goal_value(self.target)
        held = [link.on(day) for link in self.links]
        if wanted is None or not all(held):
            return
        values = [
            self._ratio_of(one, link.link.metric)
            for one, link in zip(held, self.links, strict=True)
            if one is not None
        ]
        for link, value in zip(self.links, values, strict=True):
            if value is None:
                self._note(Fault("silent", self.target, link.link.leg))
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return
        self.shares = self.shares or known
        reached = availability(
            [known[place] for place in stage] for stage in stages_of(self.links)
        )
        if reached < wanted:
            weakest = self.links[known.index(min(known))].link.leg
            self._note(
                Fault("availability", self.target, weakest, percents=(reached, wanted))
            )

    def _ratio_of(self, held: LegVersion, metric: str) -> Decimal | None:
        """
        Return the least that a leg promises of the service that is promised above.

        Of what it rests on, which is another service, whatever the leg promises counts.
        """
        targets = list(held.version.targets.filter(metric=metric))
        same = [one for one in targets if one.service_id == self.target.service_id]
        values = [goal_value(one) for one in same or targets]
        return min((value for value in values if value is not None), default=None)


def _deciding(rules: Sequence[TargetRule]) -> list[TargetRule]:
    """
    Return the slowest rules of a leg, one for each sort of hours.

    What gives less time in the same hours is never the later.
    """
    slowest: dict[Any, TargetRule] = {}
    for rule in rules:
        budget = rule.budget
        sort = (
            rule.calendar_id,
            budget.working_days is None,
            budget.end_of_working_day,
        )
        known = slowest.setdefault(sort, rule)
        if _size(rule) > _size(known):
            slowest[sort] = rule
    return list(slowest.values())


def _size(rule: TargetRule) -> tuple[int, int]:
    return (rule.budget.working_days or 0, rule.budget.seconds)
