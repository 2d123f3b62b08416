"""What a draft has in common with what is in force: similar promises, shared legs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from records.choices import Priority
from slm.choices import Metric
from slm.models import Agreement, AgreementVersion, ChainLink, Target
from slm.parts import STORED, Contents, Limit
from slm.selectors.book import rules_of, target_book
from slm.selectors.contents import OfLimit
from slm.selectors.requirements import is_longer
from slm.targets import TargetRule


@dataclass(frozen=True, slots=True)
class Compared:
    """A target of another agreement beside the draft's own, of the same priority."""

    target: Target
    own: TargetRule
    other: TargetRule

    @property
    def metric(self) -> str:
        return str(Metric(self.own.metric).label)

    @property
    def own_priority(self) -> Priority | None:
        return Priority(self.own.priority) if self.own.priority else None

    @property
    def is_stricter(self) -> bool:
        """Whether the other is promised less time than the draft promises."""
        return is_longer(self.own.budget, self.other.budget)

    @property
    def is_looser(self) -> bool:
        return is_longer(self.other.budget, self.own.budget)


@dataclass(frozen=True, slots=True)
class Similar:
    """Another agreement that promises on the same services, target by target."""

    agreement: Agreement
    compared: list[Compared] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Burden(OfLimit):
    """One limit of what a leg carries, and what those who rest on it agreed in sum."""

    agreed: int

    @property
    def is_too_much(self) -> bool:
        return self.limit.upper is not None and self.agreed > self.limit.upper


@dataclass(frozen=True, slots=True)
class SharedLeg:
    """What a draft rests on and others rest on, too."""

    leg: Agreement
    others: list[Agreement]
    burdens: list[Burden]

    @property
    def is_conflict(self) -> bool:
        return any(one.is_too_much for one in self.burdens)


def similar_agreements(draft: AgreementVersion, at: datetime) -> list[Similar]:
    """Return what is promised to others on the same services, beside the draft."""
    pairs = list(_pairs(draft, at))
    targets = Target.objects.select_related(
        *(
            f"version__agreement__{name}"
            for name in ("item", "customer", "team", "supplier")
        ),
    ).in_bulk({other.target_id for _own, other in pairs})
    found: dict[int, Similar] = {}
    for own, other in pairs:
        target = targets[other.target_id]
        agreement = target.version.agreement
        similar = found.setdefault(agreement.pk, Similar(agreement))
        similar.compared.append(Compared(target, own, other))
    return sorted(found.values(), key=lambda one: one.agreement.number)


def _pairs(
    draft: AgreementVersion, at: datetime
) -> Iterator[tuple[TargetRule, TargetRule]]:
    own_rules = rules_of(draft)
    for other in target_book():
        if other.agreement_id == draft.agreement_id or not other.is_in_force(at):
            continue
        for own in own_rules:
            if own.is_like(other):
                yield own, other


def shared_legs(draft: AgreementVersion, at: datetime) -> list[SharedLeg]:
    """Return the agreements below the draft that others rest on, and how they bear it."""
    day = draft.agreement.day_of(at)
    resting = ChainLink.objects.exclude(target__version__agreement=draft.agreement_id)
    in_force = AgreementVersion.objects.valid_on(day)
    legs = Agreement.objects.filter(carries__target__version=draft).distinct()
    found = []
    for leg in legs.select_related("item", "team", "supplier").order_by("item__number"):
        above = in_force.filter(targets__links__in=resting.filter(leg=leg)).distinct()
        versions = list(
            above.select_related("agreement__item").prefetch_related(*STORED)
        )
        if versions:
            others = [one.agreement for one in versions]
            found.append(SharedLeg(leg, others, _burdens(leg, [draft, *versions], at)))
    return found


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
