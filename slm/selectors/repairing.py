"""What a repair would change: the records that it touches, and their clocks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import User
from core.periods import first_of
from records.models import Record
from slm.choices import ExclusionState, PeriodMetric
from slm.models import Clock, PeriodResult, Point, Repair, Target
from slm.reducer import fold, unpromised
from slm.selectors.book import book_with, rules_of, target_book
from slm.selectors.effect import (
    MOST_READ,
    Change,
    Effect,
    effect_in,
    figures_of,
    shown_to,
)
from slm.selectors.held import as_held
from slm.selectors.ledger import facts_of, key_of, points_in_effect, step_of
from slm.selectors.month_effect import targets_changed
from slm.selectors.reading import Reader, compiled_with
from slm.selectors.repaired import approved_repairs
from slm.targets import TargetRule

CHUNK = 500


def records_touched(repair: Repair) -> QuerySet[Record]:
    """Return the records whose clocks the repair may change, in the order of their ids."""
    opened = Record.objects.filter(opened_at__lt=repair.ends_at)
    if repair.agreement_version is not None:
        opened = opened.filter(opened_at__gte=repair.starts_at)
    else:
        start, calendar = repair.starts_at, repair.right.calendar_id  # type: ignore[union-attr]
        later = Q(stopped_at=None) | Q(stopped_at__gt=start) | Q(due_at__gt=start)
        by_it = Point.objects.filter(
            clock=OuterRef("pk"), budget__target__calendar=calendar
        )
        clocks = Clock.objects.filter(later, Exists(by_it), record=OuterRef("pk"))
        opened = opened.filter(Exists(clocks))
    return opened.order_by("pk")


def targets_touched(repair: Repair) -> QuerySet[Target]:
    """Return the targets of a month as a whole that the repair may change."""
    targets = Target.objects.filter(metric__in=PeriodMetric.values)
    if repair.calendar_version is not None:
        return targets.filter(calendar=repair.calendar_version.calendar_id)
    if (right := repair.agreement_version) is None:
        return targets.none()
    return targets.filter(version__agreement=right.agreement_id)


def effect_of_repair(repair: Repair, *, at: datetime) -> dict[str, Any]:
    """
    Return what the repair would change as of an instant, as plain values to keep.

    Of each clock its due instant and verdict without it and with it: see `effect_of`.
    """
    found = list(records_touched(repair).values_list("pk", flat=True)[: MOST_READ + 1])
    read = found[:MOST_READ]
    chunks = [read[first : first + CHUNK] for first in range(0, len(read), CHUNK)]
    changes = [one for chunk in chunks for one in _changes(repair, chunk, at)]
    effect = effect_in(changes, at=at, read=len(read), is_cut=len(found) > MOST_READ)
    months = targets_changed(
        (as_held(), as_held(repair)),
        targets_touched(repair),
        start=repair.starts_at,
        end=repair.ends_at,
        at=at,
    )
    return effect | {"targets": list(months)}


def reader_with(repair: Repair) -> Reader:
    """Return what reads clocks as if the repair were approved too."""
    repairs = [*approved_repairs(), repair]
    return Reader(book=book_with(repair), calendars=compiled_with(repairs))


def _changes(
    repair: Repair, record_ids: Sequence[int], at: datetime
) -> Iterator[Change]:
    before, after = Reader(), reader_with(repair)
    facts = facts_of(record_ids)
    wanted = {
        pk: fold(facts.get(pk, []), book=after.book, seconds_of=after.seconds_of)
        for pk in record_ids
    }
    clocks = list(
        Clock.objects.filter(record__in=record_ids)
        .select_related("record__item")
        .order_by("pk")
    )
    ledgers = points_in_effect(clock.pk for clock in clocks)
    rules = before.rules_for(clocks)
    for clock in clocks:
        old = [step_of(point) for point in ledgers[clock.pk]]
        new = wanted[clock.record_id].get(key_of(clock)) or unpromised(old)
        as_of = max(at, old[-1].at, new[-1].at)
        both = (
            before.read(old, rules[clock.pk], as_of=as_of),
            after.read(new, rules[clock.pk], as_of=as_of),
        )
        if figures_of(both[0]) != figures_of(both[1]):
            yield Change(clock, *both)


def collisions_of(repair: Repair) -> list[TargetRule]:
    """Return the targets of others that would be as specific for the same records."""
    version = repair.agreement_version
    if version is None:
        return []
    book = book_with(repair)
    own = [book.rule(rule.budget_id) for rule in rules_of(version)]
    others = [rule for rule in book if rule.agreement_id != version.agreement_id]
    return [other for other in others if any(one.collides_with(other) for one in own)]


def overlapping_repair(repair: Repair) -> Repair | None:
    """Return a repair of the same version that is not decided yet."""
    same = Repair.objects.filter(
        calendar_version=repair.calendar_version,
        agreement_version=repair.agreement_version,
        state=ExclusionState.REQUESTED,
    )
    return same.exclude(pk=repair.pk).select_related("item").first()


def results_since(first: date, months: Sequence[date]) -> list[PeriodResult]:
    """Return the closed months among these, of every agreement."""
    wanted = [month for month in months if month >= first]
    results = PeriodResult.objects.filter(month__in=wanted).newest_revisions()
    listed = results.select_related("agreement__item")
    return list(listed.order_by("month", "agreement__item__number"))


def closed_months_touched(repair: Repair) -> list[PeriodResult]:
    """Return the closed months in which clocks, or targets of the month, change."""
    kept = repair.effect or {"months": []}
    changed = [*kept["months"], *kept.get("targets", [])]
    months = {date.fromisoformat(one["month"]) for one in changed}
    closed_until = target_book().closed_until
    if closed_until is None or repair.starts_at >= closed_until:
        return []
    return results_since(first_of(repair.starts_at), sorted(months))


def repair_shown(repair: Repair, *, reader: User, at: datetime) -> Effect | None:
    """Return the effect as it was at the decision, else as it would be now; see `Effect`."""
    if repair.state == ExclusionState.WITHDRAWN:
        return None
    kept = repair.effect or effect_of_repair(repair, at=at)
    return shown_to(reader, kept, repair.decided_at)
