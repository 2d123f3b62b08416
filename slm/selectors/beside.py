"""What a draft has in common with what is in force: similar promises, shared legs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from records.choices import Priority
from slm.choices import Leg, Metric
from slm.models import Agreement, AgreementVersion, ChainLink, Target
from slm.parts import STORED, Contents, Limit
from slm.selectors.book import rules_of, target_book
from slm.selectors.contents import OfLimit
from slm.selectors.legs import proposals_for
from slm.selectors.month_promises import MonthPromise, month_promises, promises_in
from slm.selectors.month_words import goal_words
from slm.selectors.requirements import gives_less, is_longer
from slm.targets import TargetRule


@dataclass(frozen=True, slots=True)
class Compared:
    """A target of another agreement beside the draft's own, where priorities meet."""

    target: Target
    own: TargetRule
    other: TargetRule

    @property
    def metric(self) -> str:
        return str(Metric(self.own.metric).label)

    @property
    def priority(self) -> Priority | None:
        """The priority that one of them names; without any all that neither names."""
        named = self.own.priority or self.other.priority
        return Priority(named) if named else None

    @property
    def is_stricter(self) -> bool:
        """Whether the other is promised less time than the draft promises."""
        return is_longer(self.own.budget, self.other.budget)

    @property
    def is_looser(self) -> bool:
        return is_longer(self.other.budget, self.own.budget)


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """A target of the month of another agreement, beside the draft's own if it has one."""

    target: Target
    own: Target | None

    @property
    def there(self) -> str:
        return goal_words(self.target)

    @property
    def here(self) -> str:
        return goal_words(self.own) if self.own else "–"

    @property
    def is_stricter(self) -> bool:
        """Whether the other is promised more than the draft promises."""
        return self.own is not None and gives_less(self.own, self.target.goal_value)

    @property
    def is_looser(self) -> bool:
        return self.own is not None and gives_less(self.target, self.own.goal_value)


@dataclass(frozen=True, slots=True)
class Similar:
    """Another agreement that promises on the same services, target by target."""

    agreement: Agreement
    compared: list[Compared] = field(default_factory=list)
    months: list[ComparedMonth] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Burden(OfLimit):
    """One limit of what a leg carries, and what those who rest on it agreed in sum."""

    agreed: int

    @property
    def is_too_much(self) -> bool:
        return self.limit.upper is not None and self.agreed > self.limit.upper


@dataclass(frozen=True, slots=True)
class SharedLeg:
    """What a draft rests on, or is likely to, and others rest on, too."""

    leg: Agreement
    others: list[Agreement]
    burdens: list[Burden]
    # Had such records in hand, but the draft does not name it yet.
    is_proposed: bool = False

    @property
    def is_conflict(self) -> bool:
        return any(one.is_too_much for one in self.burdens)


def similar_agreements(draft: AgreementVersion, at: datetime) -> list[Similar]:
    """Return what is promised to others on the same services, beside the draft."""
    found: dict[int, Similar] = {}
    pairs, months = list(_pairs(draft, at)), list(_months(draft, at))
    ids = {other.agreement_id for _own, other in pairs}
    ids |= {one.target.version.agreement_id for one in months}
    agreements = Agreement.objects.filter(pk__in=ids).order_by("item__number")
    for agreement in agreements.select_related("item", "customer", "team", "supplier"):
        found[agreement.pk] = Similar(agreement)
    targets = Target.objects.in_bulk({other.target_id for _own, other in pairs})
    for own, other in pairs:
        compared = Compared(targets[other.target_id], own, other)
        found[other.agreement_id].compared.append(compared)
    for one in months:
        found[one.target.version.agreement_id].months.append(one)
    return list(found.values())


def _pairs(
    draft: AgreementVersion, at: datetime
) -> Iterator[tuple[TargetRule, TargetRule]]:
    own_rules = rules_of(draft)
    others = [
        rule
        for rule in target_book()
        if rule.agreement_id != draft.agreement_id and rule.is_in_force(at)
    ]
    reach = _priorities_of([*own_rules, *others])
    for other in others:
        for own in own_rules:
            met = reach[own.budget_id] & reach[other.budget_id]
            if met and own.is_like(other):
                yield own, other


def _priorities_of(rules: Sequence[TargetRule]) -> dict[int, frozenset[int]]:
    """Return by budget at which priorities it holds: “all others” are what is not named."""
    named: dict[tuple[object, ...], set[int]] = {}
    for rule in rules:
        if rule.priority:
            named.setdefault(_subject(rule), set()).add(rule.priority)
    every = frozenset(map(int, Priority))
    return {
        rule.budget_id: frozenset({rule.priority})
        if rule.priority
        else every - named.get(_subject(rule), set())
        for rule in rules
    }


def _subject(rule: TargetRule) -> tuple[object, ...]:
    return (
        *(rule.version_id, rule.metric, rule.service_ids),
        *(rule.category_id, rule.kind),
    )


def _months(draft: AgreementVersion, at: datetime) -> Iterator[ComparedMonth]:
    """Yield what others are promised by the month, also where the draft says nothing."""
    own = promises_in([draft])
    about = frozenset(row.service_id for row in draft.service_rows.all()) or None
    for other in month_promises(at):
        agreement_id = other.target.version.agreement_id
        if agreement_id == draft.agreement_id or other.leg != draft.agreement.clock_leg:
            continue
        alike = [one for one in own if are_alike(one, other)]
        yield from (ComparedMonth(other.target, one.target) for one in alike)
        if not alike and _meet(about, other.service_ids):
            yield ComparedMonth(other.target, None)


def are_alike(one: MonthPromise, other: MonthPromise) -> bool:
    """Whether both promise the same figure of the month, on one service."""
    same = ("metric", "measure_id", "statistic", "direction")
    return all(
        getattr(one.target, name) == getattr(other.target, name) for name in same
    ) and _meet(one.service_ids, other.service_ids)


def _meet(some: frozenset[int] | None, others: frozenset[int] | None) -> bool:
    """Whether they have a service in common; None stands for all of them."""
    return some is None or others is None or bool(some & others)


def shared_legs(draft: AgreementVersion, at: datetime) -> list[SharedLeg]:
    """
    Return the agreements below the draft that others rest on, and how they bear it.

    Those that it names, and those that are proposed for it: see `proposals_for`.
    """
    day = draft.agreement.day_of(at)
    resting = ChainLink.objects.exclude(target__version__agreement=draft.agreement_id)
    in_force = AgreementVersion.objects.valid_on(day)
    named = set(
        ChainLink.objects.filter(target__version=draft).values_list("leg", flat=True)
    )
    legs = Agreement.objects.filter(pk__in=named | _proposed(draft))
    found = []
    for leg in legs.select_related("item", "team", "supplier").order_by("item__number"):
        above = in_force.filter(targets__links__in=resting.filter(leg=leg)).distinct()
        versions = list(
            above.select_related("agreement__item").prefetch_related(*STORED)
        )
        if versions:
            others = [one.agreement for one in versions]
            burdens = _burdens(leg, [draft, *versions], at)
            found.append(SharedLeg(leg, others, burdens, leg.pk not in named))
    return found


def _proposed(draft: AgreementVersion) -> set[int]:
    """Return the agreements whose holders had in hand what the draft is about."""
    if draft.agreement.leg == Leg.UC:
        return set()
    # What is proposed depends on the service alone.
    targets = {target.service_id: target for target in draft.targets.all()}
    return {one.leg.pk for target in targets.values() for one in proposals_for(target)}


def _burdens(
    leg: Agreement, versions: list[AgreementVersion], at: datetime
) -> list[Burden]:
    holding = leg.versions.valid_on(leg.day_of(at)).prefetch_related(*STORED).first()
    if holding is None:
        return []
    agreed = [limit for one in versions for limit in Contents.of(one).limits]
    return [
        Burden(limit, sum(one.upper or 0 for one in agreed if _is_of(one, limit)))
        for limit in Contents.of(holding).limits
        if limit.upper is not None
    ]


def _is_of(one: Limit, limit: Limit) -> bool:
    """Whether a limit counts records that the leg's limit counts, too."""
    return (
        one.per == limit.per
        and limit.service in (None, one.service)
        and limit.record_kind in ("", one.record_kind)
    )
