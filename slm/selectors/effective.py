"""Which terms hold for a customer: its own, and those that it inherits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from calendars.hours import Budget
from catalogue.models import Service
from records.choices import Priority
from slm.choices import Leg, Level
from slm.contents import SECTIONS
from slm.models import Agreement, AgreementVersion, Target
from slm.parts import STORED
from slm.selectors.book import rules_of
from slm.selectors.contents import SectionLine, section_lines
from slm.selectors.month_promises import promise_of
from slm.selectors.sheet import TargetLine, month_targets, target_lines
from slm.targets import TargetRule, goes_before

PLACES = {section.key: place for place, section in enumerate(SECTIONS)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from: a version, and the services that it is about."""

    version: AgreementVersion
    service_ids: frozenset[int]

    @property
    def agreement(self) -> Agreement:
        return self.version.agreement

    @property
    def level(self) -> str:
        return self.agreement.level

    @property
    def words(self) -> str:
        """Say it in two words: what holds for all customers, for one, for a service."""
        if self.level == Level.CORPORATE:
            return _("for all customers")
        if self.level == Level.SERVICE:
            return _("for this service") if self.is_of_one else _("for some services")
        return _("your agreement")

    @property
    def is_for_all(self) -> bool:
        """Whether it holds for every customer."""
        return self.agreement.customer_id is None

    @property
    def is_of_one(self) -> bool:
        return len(self.service_ids) == 1

    @property
    def rank(self) -> tuple[bool, bool]:
        """Whether it names a customer, and services: the greater one goes first."""
        return self.agreement.customer_id is not None, bool(self.service_ids)

    def overrides(self, other: "Source", service: Service | None) -> bool:
        """Whether what it says holds instead of the other, wherever the other holds."""
        if self.rank <= other.rank:
            return False
        if service is not None or not self.service_ids:
            return True
        return bool(other.service_ids) and other.service_ids <= self.service_ids


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
    def inherited(self) -> "EffectiveTerms":
        """What of it comes from what holds for all customers, and applies."""
        return EffectiveTerms(
            [one for one in self.sources if one.is_for_all],
            [one for one in self.sections if one.came_from.is_for_all],
            [one for one in self.targets if one.came_from.is_for_all and one.applies],
            [m for m in self.months if m.came_from.is_for_all and not m.instead],
        )

    def __bool__(self) -> bool:
        return bool(self.sections or self.targets or self.months)


def effective_terms(
    customer: Organisation | None,
    service: Service | None,
    on: date,
    *,
    instead: AgreementVersion | None = None,
) -> EffectiveTerms:
    """
    Return every section and target that holds on that day, and where it came from.

    Of the customer's agreements and those for all customers; without a customer of the
    latter alone; with a service of what is about it. `instead` is a version to be
    taken for granted, in place of what its agreement says now.
    """
    sources = sorted(
        _sources(customer, service, on, instead),
        key=lambda one: (one.rank, one.agreement.pk),
        reverse=True,
    )
    return EffectiveTerms(
        sources,
        _sections(sources, service),
        _targets(sources, service, on),
        _months(sources, service),
    )


def _sources(
    customer: Organisation | None,
    service: Service | None,
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
    listed = list(found.prefetch_related("service_rows", *STORED))
    for version in [*listed, *([instead] if instead else [])]:
        services = frozenset(row.service_id for row in version.service_rows.all())
        if service is None or not services or service.pk in services:
            yield Source(version, services)


def _sections(
    sources: Sequence[Source], service: Service | None
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
        if any(one.overrides(source, service) for one in others):
            continue
        beaten = tuple(one for one in others if source.overrides(one, service))
        found.append(EffectiveSection(line, source, beaten))
    return sorted(found, key=lambda one: PLACES[one.line.key])


def _targets(
    sources: Sequence[Source], service: Service | None, on: date
) -> list[EffectiveTarget]:
    rules = {
        rule.budget_id: (rule, source)
        for source in sources
        for rule in rules_of(source.version)
        if service is None or rule.service_ids is None or service.pk in rule.service_ids
    }
    found = []
    for source in sources:
        # By noon the day has begun wherever a calendar counts.
        noon = source.agreement.start_of(on) + timedelta(hours=12)
        for line in target_lines(source.version, noon):
            own = [r for r, _s in rules.values() if r.target_id == line.target.pk]
            if own:
                found.append(_target(line, source, own, rules.values(), service))
    return found


def _months(sources: Sequence[Source], service: Service | None) -> list[EffectiveMonth]:
    said = [
        (promise_of(target), source)
        for source in sources
        for target in month_targets(source.version)
        if service is None or target.service_id in (None, service.pk)
    ]
    about = service.pk if service else None
    found = []
    for one, source in said:
        over = [s.agreement for other, s in said if other.overrides(one, about)]
        below = [s.agreement for other, s in said if one.overrides(other, about)]
        found.append(EffectiveMonth(one.target, source, next(iter(over), None), below))
    return found


def _target(
    line: TargetLine,
    source: Source,
    own: Sequence[TargetRule],
    rules: Iterable[tuple[TargetRule, Source]],
    service: Service | None,
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
            if _beats(other, mine, priority, service):
                instead.setdefault(int(priority), where.agreement)
            if _beats(mine, other, priority, service):
                beaten[where.agreement.pk] = where.agreement
    return EffectiveTarget(line, source, instead, tuple(beaten.values()))


def _rule_for(rules: Sequence[TargetRule], priority: Priority) -> TargetRule | None:
    named = {rule.priority: rule for rule in rules}
    return named.get(int(priority), named.get(None))


def _beats(
    one: TargetRule, other: TargetRule, priority: Priority, service: Service | None
) -> bool:
    """Whether one applies wherever the other would, to records of that priority."""
    return (
        one.metric == other.metric
        and goes_before(one, other, service.pk if service else None)
        and one.priority in (None, priority)
        and other.priority in (None, priority)
        and one.kind in ("", other.kind)
        and one.category_id in (None, other.category_id)
    )
