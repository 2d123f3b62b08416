from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from slm.models import (
    AgreementVersion,
    BookEdition,
    EscalationStep,
    Repair,
    Target,
    TargetBudget,
)
from slm.selectors.repaired import Span, approved_repairs, repaired_spans
from slm.targets import TargetBook, TargetRule

_last: TargetBook | None = None


def target_book() -> TargetBook:
    """
    Return the targets of everything ever in force, kept in memory until it changes.

    Costs one look at one row while no agreement changes.
    """
    global _last
    page = BookEdition.objects.values_list("edition", "closed_until").get()
    edition, closed_until = str(page[0]), page[1]
    if _last is None or _last.edition != edition:
        _last = TargetBook(_published_rules(), edition)
    _last.closed_until = closed_until
    return _last


def rules_of(version: AgreementVersion) -> list[TargetRule]:
    """Return the rules that a version has, or as a draft would have."""
    return list(_rules([version]))


def rules_for_ever(version: AgreementVersion) -> list[TargetRule]:
    """Return the rules of a version as if it held since ever, for all that was opened."""
    services = frozenset(row.service_id for row in version.service_rows.all())
    always = (datetime.min.replace(tzinfo=UTC), None)
    budgets = TargetBudget.objects.filter(target__version=version)
    return [
        _rule(version, budget, services, always)
        for budget in budgets.select_related("target")
    ]


def book_with(repair: Repair) -> TargetBook:
    """Return the book as it would be if the repair were approved too."""
    return TargetBook(_published_rules([*approved_repairs(), repair]))


def _published_rules(repairs: Sequence[Repair] | None = None) -> Iterator[TargetRule]:
    published = AgreementVersion.objects.published().select_related("agreement")
    repairs = approved_repairs() if repairs is None else repairs
    return _rules(published.prefetch_related("service_rows"), repairs)


def _rules(
    versions: Iterable[AgreementVersion], repairs: Sequence[Repair] = ()
) -> Iterator[TargetRule]:
    by_id = {version.pk: version for version in versions}
    services = {
        version.pk: frozenset(row.service_id for row in version.service_rows.all())
        for version in by_id.values()
    }
    # Whoever is to be told at a share of the time waits for its threshold.
    told_at: dict[int, set[int]] = {}
    steps = EscalationStep.objects.filter(version__in=by_id)
    for version_id, percent in steps.values_list("version", "percent"):
        told_at.setdefault(version_id, set()).add(percent)
    # Superseded before its first day: it never held for anything.
    held = [v for v in by_id.values() if v.valid_from and v.valid_from != v.valid_to]
    spans = repaired_spans(held, {one.pk: span_of(one) for one in held}, repairs)
    budgets = TargetBudget.objects.filter(target__version__in=by_id)
    for budget in budgets.select_related("target"):
        version = by_id[budget.target.version_id]
        if version.pk in spans:
            rule = _rule(version, budget, services[version.pk], spans[version.pk])
            told = told_at.get(version.pk, set())
            thresholds = tuple(sorted(told.union(rule.thresholds)))
            yield replace(rule, thresholds=thresholds)


def span_of(version: AgreementVersion) -> Span:
    """
    Return the instants between which the version holds for what is opened.

    :raises ValueError: if it does not say yet from when
    """
    if version.valid_from is None:
        raise ValueError("The version has no first day.")
    start_of = version.agreement.start_of
    return (
        start_of(version.valid_from),
        start_of(version.valid_to) if version.valid_to else None,
    )


def _rule(
    version: AgreementVersion,
    budget: TargetBudget,
    services: frozenset[int],
    span: Span,
) -> TargetRule:
    agreement, target = version.agreement, budget.target
    starts_at, ends_at = span
    return TargetRule(
        leg=agreement.clock_leg,
        metric=target.metric,
        holder_id=agreement.team_id or agreement.supplier_id,
        agreement_id=agreement.pk,
        version_id=version.pk,
        target_id=target.pk,
        budget_id=budget.pk,
        calendar_id=target.calendar_id,
        budget=budget.budget,
        starts_at=starts_at,
        ends_at=ends_at,
        customer_id=agreement.customer_id or target.customer_id,
        service_ids=_services(target, services),
        category_id=target.category_id,
        priority=budget.priority,
        kind=target.record_kind,
        pauses=frozenset(target.pauses),
        thresholds=tuple(target.thresholds),
        goal_percent=target.goal_percent,
    )


def _services(target: Target, services: frozenset[int]) -> frozenset[int] | None:
    if target.service_id is not None:
        return frozenset({target.service_id})
    return services or None
