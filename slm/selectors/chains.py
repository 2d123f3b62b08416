"""What agreements rest on, and whether it holds: the chain, checked."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product

from django.db.models import Q

from calendars.definition import Definition, parse_definition
from calendars.hours import Hours, NoOpenTime
from calendars.localtime import second_of
from calendars.models import CalendarVersion
from records.choices import Priority
from slm.chain import (
    Need,
    Promise,
    Stage,
    availability,
    in_series,
    lacking,
    side_by_side,
    worst_need,
)
from slm.choices import PeriodMetric, VersionStatus
from slm.models import Agreement, AgreementVersion, ChainLink, Target
from slm.selectors.book import rules_of
from slm.selectors.faults import Fault, in_words
from slm.selectors.sheet import PRIORITIES
from slm.targets import TargetRule

HALF_A_YEAR = timedelta(days=182)
# More than these of one promise are not told apart: the first of each leg decide.
MOST_TOGETHER = 64
# Measured values, whose goals multiply; what else is measured takes time.
RATIOS = (PeriodMetric.AVAILABILITY,)


@dataclass(frozen=True, slots=True)
class Supposing:
    """What a version would be if it entered into force, or ended on a day."""

    version: AgreementVersion
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class LegVersion:
    """What a leg promises from one day to another."""

    version: AgreementVersion
    starts: date
    ends: date | None
    is_terminated: bool
    rules: Sequence[TargetRule]


@dataclass(frozen=True, slots=True)
class Link:
    """A link with all that its agreement says, over time."""

    link: ChainLink
    versions: Sequence[LegVersion]
    has_draft: bool

    def on(self, day: date) -> LegVersion | None:
        """Return what holds on that day."""
        for one in self.versions:
            if one.starts <= day and (one.ends is None or day < one.ends):
                return one
        return None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Of one priority: what is promised, and what the legs need from the worst start."""

    priority: int
    need: Need
    # Of each link, what it promises.
    legs: Sequence[TargetRule]

    @property
    def label(self) -> str:
        return str(Priority(self.priority).label)


@dataclass(frozen=True, slots=True)
class TargetChain:
    """A target with what it rests on."""

    target: Target
    links: Sequence[Link]
    lines: Sequence[TimeLine]
    faults: Sequence[Fault]
    # Of what is measured as a share, what each link promises; empty unless all do.
    shares: Sequence[Decimal] = ()

    @property
    def stages(self) -> list[list[Link]]:
        """The links, those beside each other together."""
        return [
            [self.links[place] for place in stage] for stage in stages_of(self.links)
        ]

    @property
    def factors(self) -> list[Decimal]:
        """The availability of each stage, which multiply."""
        return [
            side_by_side(self.shares[place] for place in stage)
            for stage in (stages_of(self.links) if self.shares else ())
        ]

    @property
    def reached(self) -> Decimal | None:
        """The availability, in percent, of all that it rests on together."""
        return in_series(self.factors) if self.shares else None

    @property
    def goal(self) -> Decimal | None:
        """The share that the legs together promise, in percent."""
        goals = [
            goal for link in self.links if (goal := self.goal_of(link)) is not None
        ]
        return in_series(goals) if goals else None

    def goal_of(self, link: Link) -> Decimal | None:
        """The share that a leg promises, the lowest of those that apply."""
        place = self.links.index(link)
        return min((line.legs[place].goal_percent for line in self.lines), default=None)


@dataclass(frozen=True, slots=True)
class Chain:
    """A version of an agreement with what each of its targets rests on."""

    version: AgreementVersion
    targets: Sequence[TargetChain]

    @property
    def faults(self) -> list[Fault]:
        return [fault for one in self.targets for fault in one.faults]

    @property
    def obstacles(self) -> list[Fault]:
        """What does not hold."""
        return [fault for fault in self.faults if fault.is_obstacle]

    @property
    def warnings(self) -> list[Fault]:
        """What is worth knowing, though it holds."""
        return [fault for fault in self.faults if not fault.is_obstacle]

    @property
    def obstacles_in_words(self) -> list[str]:
        return in_words(self.obstacles)

    @property
    def warnings_in_words(self) -> list[str]:
        return in_words(self.warnings)

    @property
    def resting(self) -> list[TargetChain]:
        return [one for one in self.targets if one.links]


def is_interim(version: AgreementVersion) -> bool:
    """Whether it was issued at once, while the formal one is negotiated."""
    return version.agreement.is_interim


def goal_value(target: Target) -> Decimal | None:
    """Return the value that is to be reached, of what is measured as a share."""
    return target.goal_value if target.metric in RATIOS else None


def chain_of(
    version: AgreementVersion,
    *,
    on: date | None = None,
    supposing: Supposing | None = None,
) -> Chain:
    """
    Check what the version rests on, from its first day or a later one on.

    `supposing` is what one of the legs would be.
    """
    targets = version.targets.select_related("calendar", "version__agreement")
    links = _links_of(version, supposing)
    if version.valid_from is None:
        # Without a first day nothing can be compared yet.
        return Chain(
            version,
            [TargetChain(one, links.get(one.pk, []), [], []) for one in targets],
        )
    first = max(version.valid_from, on or date.min)
    rules = rules_of(version) if any(links.values()) else []
    checked = []
    for target in targets:
        own = [rule for rule in rules if rule.target_id == target.pk]
        check = _Check(version, target, links.get(target.pk, []), own, first)
        checked.append(check.run())
    return Chain(version, checked)


def chains_above(legs: Iterable[int] | None, *, at: datetime) -> list[int]:
    """Return the versions, in force or to come, that rest on these agreements."""
    links = ChainLink.objects.all()
    if legs is not None:
        # What rests on what rests on it, too.
        lower = set(legs)
        upper = links.filter(leg__in=lower).values("target__version__agreement")
        links = links.filter(Q(leg__in=lower) | Q(leg__in=upper))
    versions = AgreementVersion.objects.filter(
        status__in=[VersionStatus.IN_FORCE, VersionStatus.TERMINATED],
        targets__links__in=links,
    )
    day = at.astimezone(UTC).date()
    held = versions.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return list(held.order_by("pk").values_list("pk", flat=True).distinct())


def broken_by(
    supposing: Supposing, *, at: datetime
) -> list[tuple[AgreementVersion, list[Fault]]]:
    """Return which agreements would no longer hold, that hold now, and why."""
    found = []
    above = chains_above([supposing.version.agreement_id], at=at)
    versions = AgreementVersion.objects.select_related("agreement__item").filter(
        pk__in=above
    )
    for version in versions.order_by("pk"):
        today = version.agreement.day_of(at)
        known = {fault.code for fault in chain_of(version, on=today).obstacles}
        would = chain_of(version, on=today, supposing=supposing).obstacles
        if new := [fault for fault in would if fault.code not in known]:
            found.append((version, new))
    return found


def chain_obstacles(version: AgreementVersion) -> list[str]:
    """Return why what a draft rests on does not bear it; an interim one may try."""
    if is_interim(version) or version.valid_from is None:
        return []
    return in_words(chain_of(version).obstacles)


def chain_warnings(version: AgreementVersion) -> list[str]:
    """Return what is worth knowing of a draft's chain, though it is no obstacle."""
    chain = chain_of(version)
    faults = chain.faults if is_interim(version) else chain.warnings
    return in_words(faults)


def stages_of(links: Sequence[Link]) -> list[list[int]]:
    """Return the places of the links, those beside each other together."""
    stages: list[list[int]] = []
    for place, one in enumerate(links):
        if one.link.is_parallel and stages:
            stages[-1].append(place)
        else:
            stages.append([place])
    return stages


def _links_of(
    version: AgreementVersion, supposing: Supposing | None
) -> Mapping[int, list[Link]]:
    rows = ChainLink.objects.filter(target__version=version).select_related(
        "leg__item", "leg__team", "leg__supplier"
    )
    found: dict[int, list[Link]] = {}
    terms: dict[int, tuple[list[LegVersion], bool]] = {}
    for row in rows.order_by("target", "position"):
        if row.leg_id not in terms:
            terms[row.leg_id] = _terms_of(row.leg, supposing)
        versions, has_draft = terms[row.leg_id]
        found.setdefault(row.target_id, []).append(Link(row, versions, has_draft))
    return found


def _terms_of(
    leg: Agreement, supposing: Supposing | None
) -> tuple[list[LegVersion], bool]:
    versions = list(
        leg.versions.select_related("agreement")
        .prefetch_related("service_rows")
        .order_by("number")
    )
    supposed = supposing.version.pk if supposing else None
    agreed = [one for one in versions if not one.is_draft or one.pk == supposed]
    found = []
    for one in agreed:
        starts, ends = one.valid_from, one.valid_to
        if supposing and one.agreement_id == supposing.version.agreement_id:
            starts, ends = _supposed(one, supposing)
        if starts is None or starts == ends:
            continue
        is_over = one.status == VersionStatus.TERMINATED or (
            one.pk == supposed and supposing is not None and bool(supposing.ends_on)
        )
        found.append(LegVersion(one, starts, ends, is_over, rules_of(one)))
    return found, len(agreed) < len(versions)


def _supposed(
    one: AgreementVersion, supposing: Supposing
) -> tuple[date | None, date | None]:
    if one.pk == supposing.version.pk:
        return one.valid_from, supposing.ends_on or one.valid_to
    first = supposing.version.valid_from
    cut = first and not supposing.ends_on and (not one.valid_to or first < one.valid_to)
    return one.valid_from, first if cut else one.valid_to


class _Check:
    """Goes through all that may be wrong with what one target rests on."""

    def __init__(
        self,
        version: AgreementVersion,
        target: Target,
        links: Sequence[Link],
        rules: Sequence[TargetRule],
        first: date,
    ) -> None:
        self.version, self.target, self.links = version, target, links
        self.first, self.last = first, version.valid_to
        self.rules = {rule.priority: rule for rule in rules}
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
        if held and chain_of(held.version, on=self.first).obstacles:
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
        together = list(product(*applying))[:MOST_TOGETHER]
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


def covering(
    rule: TargetRule, said: Iterable[TargetRule]
) -> tuple[list[TargetRule], bool]:
    """
    Return what of a leg's rules may apply to the records of a promise.

    The more specific first, down to one that is for all of them, and whether there is
    such a one.
    """
    found = []
    for one in sorted(said, key=lambda each: each.specificity, reverse=True):
        if not _touches(one, rule):
            continue
        found.append(one)
        if _embraces(one, rule):
            return found, True
    return found, False


def _touches(one: TargetRule, rule: TargetRule) -> bool:
    limits = (
        (one.customer_id, rule.customer_id),
        (one.category_id, rule.category_id),
        (one.priority, rule.priority),
        (one.kind, rule.kind),
    )
    shared = (
        one.service_ids is None
        or rule.service_ids is None
        or bool(one.service_ids & rule.service_ids)
    )
    return shared and all(a == b or not (a and b) for a, b in limits)


def _embraces(one: TargetRule, rule: TargetRule) -> bool:
    return (
        one.customer_id in (None, rule.customer_id)
        and one.category_id in (None, rule.category_id)
        and one.priority in (None, rule.priority)
        and one.kind in ("", rule.kind)
        and (
            one.service_ids is None
            or (rule.service_ids is not None and rule.service_ids <= one.service_ids)
        )
    )


def _size(rule: TargetRule) -> tuple[int, int]:
    return (rule.budget.working_days or 0, rule.budget.seconds)


def needed(promise: Promise, stages: tuple[Stage, ...], day: date) -> Need:
    """Return the worst need in a week of winter and in one of summer."""
    found = [
        worst_need(promise, stages, monday_from(one))
        for one in (day, day + HALF_A_YEAR)
    ]
    return max(found, key=lambda need: need.needed - need.promised)


def monday_from(day: date) -> int:
    """Return the beginning of the Monday on or after the day, in UTC."""
    monday = day + timedelta(days=-day.weekday() % 7)
    return second_of(datetime.combine(monday, time.min, UTC))


def promise_on(rule: TargetRule, day: date) -> Promise:
    return Promise(weekly_hours(rule.calendar_id, day), rule.budget)


def weekly_hours(calendar_id: int, day: date) -> Hours:
    """
    Return the hours of a usual week, by the version that holds at the end of the day.

    Holidays are left out: the week that is looked at stands for all of them.
    """
    end = datetime.combine(day, time.max, UTC)
    versions = CalendarVersion.objects.filter(calendar=calendar_id)
    # An obstacle of its own if the calendar begins only later.
    version = (
        versions.filter(valid_from__lte=end).order_by("-valid_from").first()
        or versions.order_by("valid_from")[0]
    )
    agreed = version.definition
    usual = {name: agreed[name] for name in ("timezone", "weekly")}
    return _compiled(json.dumps(usual, sort_keys=True))


@lru_cache(maxsize=256)
def _compiled(definition: str) -> Hours:
    read: Definition = parse_definition(json.loads(definition))
    return Hours(read)
