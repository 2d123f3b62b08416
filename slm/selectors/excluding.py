from collections.abc import Iterable, Mapping, Sequence

from records.models import Record
from slm.exclusions import ExclusionRule, Subject
from slm.models import Clock, Exclusion
from slm.models.exclusion import SCOPE
from slm.selectors.instants import to_second

_last: tuple[str, Sequence[ExclusionRule]] | None = None


def approved_rules(edition: str) -> Sequence[ExclusionRule]:
    """Return every approved exclusion, kept in memory while the edition is the same."""
    global _last
    if _last is None or _last[0] != edition:
        approved = Exclusion.objects.approved().order_by("pk")
        _last = edition, [rule_of(one) for one in approved]
    return _last[1]


def rule_of(exclusion: Exclusion) -> ExclusionRule:
    """Return what the exclusion says, or would say if it were approved."""
    return ExclusionRule(
        exclusion.pk,
        to_second(exclusion.start),
        to_second(exclusion.end),
        exclusion.agreement_id,
        exclusion.service_id,
        exclusion.customer_id,
        exclusion.record_id,
    )


def rules_by_clock(
    clocks: Iterable[Clock], rules: Sequence[ExclusionRule]
) -> Mapping[int, Sequence[ExclusionRule]]:
    """
    Return which of the exclusions are about each of the clocks.

    No statement if there is no exclusion, else one.
    """
    listed = list(clocks)
    if not rules:
        return {clock.pk: () for clock in listed}
    records = Record.objects.filter(pk__in={clock.record_id for clock in listed})
    about = {pk: rest for pk, *rest in records.values_list("pk", "service", "customer")}
    found = {}
    for clock in listed:
        subject = Subject(clock.leg, clock.record_id, *about[clock.record_id])
        found[clock.pk] = [rule for rule in rules if rule.is_about(subject)]
    return found


def overlapping_exclusion(exclusion: Exclusion) -> Exclusion | None:
    """Return an approved exclusion of exactly the same scope and some of its time."""
    scope = {name: getattr(exclusion, f"{name}_id") for name in SCOPE}
    others = Exclusion.objects.approved().filter(
        start__lt=exclusion.end, end__gt=exclusion.start, **scope
    )
    return others.exclude(pk=exclusion.pk).select_related("item").first()


def exclusions_by_id(ids: Iterable[int]) -> dict[int, Exclusion]:
    """Return the exclusions with who decided them, by when they begin."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Exclusion.objects.filter(pk__in=wanted).order_by("start", "pk")
    return {one.pk: one for one in rows.select_related("item", "decided_by")}
