"""Which terms hold for a customer: its own, and those that it inherits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import Organisation
from calendars.hours import Budget
from catalogue.models import Service
from records.choices import Priority
from slm.choices import Leg
from slm.contents import SECTIONS
from slm.models import Agreement, AgreementVersion, Target
from slm.parts import STORED
from slm.selectors.book import rules_of
from slm.selectors.contents import SectionLine, section_lines
from slm.selectors.month_promises import MonthPromise, promise_of
from slm.selectors.sheet import TargetLine, month_targets, target_lines
from slm.selectors.sources import Source
from slm.targets import Promised, TargetRule, goes_before

PLACES = {section.key: place for place, section in enumerate(SECTIONS)}


@dataclass(frozen=True, slots=True)
class EffectiveSection:
    """A section with where it came from, and what it stands in place of."""

    line: SectionLine
    came_from: Source
    overrides: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectiveTarget:
    """A target with where it came from, and what of it another takes the place of."""

    line: TargetLine
    came_from: Source
    # Of each priority the agreement whose target applies instead, if one does.
    instead: dict[int, Agreement] = field(default_factory=dict)
    overrides: tuple[Agreement, ...] = ()

    @property
    def cells(self) -> list[tuple[Priority, Budget | None, Agreement | None]]:
        return [
            (priority, budget, self.instead.get(priority) if budget else None)
            for priority, budget in self.line.cells
        ]

    @property
    def applying(self) -> TargetLine:
        """The line without the times in place of which another's apply."""
        cells = [(one, None if other else budget) for one, budget, other in self.cells]
        return replace(self.line, cells=cells)

    @property
    def applies(self) -> bool:
        """Whether it applies to anything at all."""
        return any(budget and not other for _p, budget, other in self.cells)


@dataclass(frozen=True, slots=True)
class EffectiveMonth:
    """
    A target of the month with where it came from.

    `instead` is the agreement whose target holds in place of one that is for all
    customers, `overrides` are those of which this one does.
    """

    target: Target
    came_from: Source
    instead: Agreement | None = None
    overrides: Sequence[Agreement] = ()


@dataclass(frozen=True, slots=True)
class EffectiveTerms:
    """All that holds for a customer, most specific first."""

    sources: Sequence[Source]
    sections: Sequence[EffectiveSection]
    targets: Sequence[EffectiveTarget]
    months: Sequence[EffectiveMonth]

    @property
    def applying(self) -> "EffectiveTerms":
        """What of it applies to anything at all."""
        return replace(
            self,
            targets=[one for one in self.targets if one.applies],
            months=[one for one in self.months if not one.instead],
        )

    def beneath(self, version: AgreementVersion) -> "EffectiveTerms":
        """What of it a version inherits: what is for more customers, or more services."""
        own = next(one for one in self.sources if one.version == version)
        wider = [one for one in self.sources if one.rank < own.rank]
        return EffectiveTerms(
            wider,
            [one for one in self.sections if one.came_from in wider],
            [one for one in self.targets if one.came_from in wider],
            [one for one in self.months if one.came_from in wider],
        )

    def __bool__(self) -> bool:
        return bool(self.sections or self.targets or self.months)


def effective_terms(
    customer: Organisation | None,
    services: Iterable[Service],
    on: date,
    *,
    instead: AgreementVersion | None = None,
) -> EffectiveTerms:
    """
    Return every section and target that holds on that day, and where it came from.

    Of the customer's agreements and those for all customers; without a customer of the
    latter alone; with services of what is about them. `instead` is a version to be
    taken for granted, in place of what its agreement says now.
    """
    about = frozenset(one.pk for one in services)
    sources = sorted(
        _sources(customer, about, on, instead),
        key=lambda one: (one.rank, one.agreement.pk),
        reverse=True,
    )
    return EffectiveTerms(
        sources,
        _sections(sources, about),
        _targets(sources, about, on),
        _months(sources, about),
    )


def terms_around(version: AgreementVersion, today: date) -> EffectiveTerms:
    """Return what holds of a version's services, itself included, once it is in force."""
    return effective_terms(
        version.agreement.customer,
        version.services.all(),
        max(version.valid_from or today, today),
        instead=version,
    )


def _sources(
    customer: Organisation | None,
    about: frozenset[int],
    on: date,
    instead: AgreementVersion | None,
) -> Iterable[Source]:
    versions = AgreementVersion.objects.valid_on(on).filter(
        Q(agreement__customer=customer) | Q(agreement__customer=None),
        agreement__leg=Leg.SLA,
    )
    if instead is not None:
        versions = versions.exclude(agreement=instead.agreement_id)
    found = versions.select_related("agreement__item", "agreement__customer")
    listed = list(found.prefetch_related("service_rows__service", *STORED))
    for version in [*listed, *([instead] if instead else [])]:
        services = frozenset(row.service_id for row in version.service_rows.all())
        if _is_about(services, about):
            yield Source(version, services)


def _sections(
    sources: Sequence[Source], about: frozenset[int]
) -> list[EffectiveSection]:
    said = [
        (line, source)
        for source in sources
        for line in section_lines(source.version)
        if line
    ]
    found = []
    for line, source in said:
        others = [one for other, one in said if other.key == line.key]
        if any(one.overrides(source, about) for one in others):
            continue
        beaten = tuple(one for one in others if source.overrides(one, about))
        found.append(EffectiveSection(line, source, beaten))
    return sorted(found, key=lambda one: PLACES[one.line.key])


def _targets(
    sources: Sequence[Source], about: frozenset[int], on: date
) -> list[EffectiveTarget]:
    rules = {
        rule.budget_id: (rule, source)
        for source in sources
        for rule in rules_of(source.version)
        if _is_about(rule.service_ids, about)
    }
    found = []
    for source in sources:
        # By noon the day has begun wherever a calendar counts.
        noon = source.agreement.start_of(on) + timedelta(hours=12)
        for line in target_lines(source.version, noon):
            own = [r for r, _s in rules.values() if r.target_id == line.target.pk]
            if own:
                found.append(_target(line, source, own, rules.values(), about))
    return found


def _months(sources: Sequence[Source], about: frozenset[int]) -> list[EffectiveMonth]:
    said = [
        (promise, source)
        for source in sources
        for promise in map(promise_of, month_targets(source.version))
        if _is_about(promise.service_ids, about)
    ]
    found = []
    for one, source in said:
        over = [s.agreement for other, s in said if _replaces(other, one, about)]
        below = [s.agreement for other, s in said if _replaces(one, other, about)]
        found.append(EffectiveMonth(one.target, source, next(iter(over), None), below))
    return found


def _replaces(one: MonthPromise, other: MonthPromise, about: frozenset[int]) -> bool:
    return all(one.overrides(other, each) for each in _held(other, about))


def _target(
    line: TargetLine,
    source: Source,
    own: Sequence[TargetRule],
    rules: Iterable[tuple[TargetRule, Source]],
    about: frozenset[int],
) -> EffectiveTarget:
    instead: dict[int, Agreement] = {}
    beaten: dict[int, Agreement] = {}
    for priority in Priority:
        mine = _rule_for(own, priority)
        if mine is None:
            continue
        for other, where in rules:
            if other.agreement_id == mine.agreement_id:
                continue
            if _beats(other, mine, priority, about):
                instead.setdefault(int(priority), where.agreement)
            if _beats(mine, other, priority, about):
                beaten[where.agreement.pk] = where.agreement
    return EffectiveTarget(line, source, instead, tuple(beaten.values()))


def _rule_for(rules: Sequence[TargetRule], priority: Priority) -> TargetRule | None:
    named = {rule.priority: rule for rule in rules}
    return named.get(int(priority), named.get(None))


def _beats(
    one: TargetRule, other: TargetRule, priority: Priority, about: frozenset[int]
) -> bool:
    """Whether one applies wherever the other would, to records of that priority."""
    return (
        one.metric == other.metric
        and all(
            goes_before(one, other, each)
            and (each is None or _is_about(one.service_ids, frozenset({each})))
            for each in _held(other, about)
        )
        and one.priority in (None, priority)
        and other.priority in (None, priority)
        and one.kind in ("", other.kind)
        and one.category_id in (None, other.category_id)
    )


def _is_about(services: frozenset[int] | None, about: frozenset[int]) -> bool:
    """Whether what names these services, or none, holds for some that are asked about."""
    return not services or not about or bool(services & about)


def _held(promised: Promised, about: frozenset[int]) -> Sequence[int | None]:
    """For which of the services asked about it holds; None if none is asked about."""
    named = promised.service_ids
    return sorted(about if named is None else about & named) or [None]
