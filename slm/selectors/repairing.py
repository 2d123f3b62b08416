"""What a repair would change: the records that it touches, and their clocks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.querysets import Among
from records.models import Record
from slm.choices import ExclusionState, PeriodMetric
from slm.clockwork import Reading
from slm.exclusions import Subject
from slm.folding import Folder
from slm.models import Clock, Point, Repair, Target
from slm.reducer import ClockKey, Step, unpromised
from slm.selectors.book import book_with, rules_of
from slm.selectors.changes import (
    PORTION,
    About,
    Change,
    Tell,
    effect_in,
    records_told,
    silently,
    with_targets,
)
from slm.selectors.concerned import records_promised
from slm.selectors.held import as_held
from slm.selectors.ledger import facts_of, key_of, steps_in_effect
from slm.selectors.month_effect import targets_changed
from slm.selectors.reading import Reader, compiled_with
from slm.selectors.repaired import approved_repairs
from slm.targets import TargetRule


def records_touched(repair: Repair) -> QuerySet[Record]:
    """Return the records whose clocks the repair may change, in the order of their ids."""
    if (right := repair.agreement_version) is not None:
        records = records_promised(right.agreement)
        opened = records.filter(opened_at__gte=repair.starts_at)
    else:
        start, calendar = repair.starts_at, repair.right.calendar_id  # type: ignore[union-attr]
        later = Q(stopped_at=None) | Q(stopped_at__gt=start) | Q(due_at__gt=start)
        by_it = Point.objects.filter(
            clock=OuterRef("pk"), budget__target__calendar=calendar
        )
        clocks = Clock.objects.filter(later, Exists(by_it), record=OuterRef("pk"))
        opened = Record.objects.filter(Exists(clocks))
    return opened.filter(opened_at__lt=repair.ends_at).order_by("pk")


def targets_touched(repair: Repair) -> QuerySet[Target]:
    """Return the targets of a month as a whole that the repair may change."""
    targets = Target.objects.filter(metric__in=PeriodMetric.values)
    if repair.calendar_version is not None:
        return targets.filter(calendar=repair.calendar_version.calendar_id)
    if (right := repair.agreement_version) is None:
        return targets.none()
    return targets.filter(version__agreement=right.agreement_id)


def effect_of_repair(
    repair: Repair,
    *,
    at: datetime,
    tell: Tell = silently,
    portion: int = PORTION,
) -> dict[str, Any]:
    """
    Return what the repair would change as of an instant, as plain values to keep.

    Of each clock its due instant and verdict without it and with it, also of clocks
    that would be started; of each target of a month what it came to.
    """
    ids = list(records_touched(repair).values_list("pk", flat=True))
    effect = effect_in(ids, _Compared(repair, at), at=at, tell=tell, portion=portion)
    targets = targets_changed(
        (as_held(), as_held(repair)),
        targets_touched(repair),
        start=repair.starts_at,
        end=repair.ends_at,
        at=at,
    )
    return with_targets(effect, targets)


def reader_with(repair: Repair) -> Reader:
    """Return what reads clocks as if the repair were approved too."""
    repairs = [*approved_repairs(), repair]
    return Reader(book=book_with(repair), calendars=compiled_with(repairs))


class _Compared:
    """Reads the clocks of records without a repair, and with it."""

    def __init__(self, repair: Repair, at: datetime) -> None:
        self.at, self.before, self.after = at, Reader(), reader_with(repair)
        self.folder = Folder(self.after.book, self.after.seconds_of)

    def __call__(self, record_ids: Sequence[int]) -> Iterator[Change]:
        facts, told = facts_of(record_ids), records_told(record_ids)
        clocks: dict[int, dict[ClockKey, Clock]] = {}
        for clock in Clock.objects.filter(Among("record", record_ids)):
            clocks.setdefault(clock.record_id, {})[key_of(clock)] = clock
        ids = [clock.pk for found in clocks.values() for clock in found.values()]
        ledgers = steps_in_effect(ids)
        for pk in record_ids:
            known, new = clocks.get(pk, {}), self.folder.fold(facts.get(pk, []))
            for key in {**known, **new}:
                clock_id = known[key].pk if key in known else None
                old = ledgers.get(clock_id or 0, [])
                steps = new.get(key) or unpromised(old)
                yield self._change(told[pk], key, clock_id, old, steps)

    def _change(
        self,
        record: About,
        key: ClockKey,
        clock_id: int | None,
        old: Sequence[Step],
        new: Sequence[Step],
    ) -> Change:
        subject = Subject(key.leg, record.pk, record.service_id, record.customer_id)
        rules = [rule for rule in self.before.rules if rule.is_about(subject)]
        as_of = max(self.at, *(steps[-1].at for steps in (old, new) if steps))
        before = self.before.read(old, rules, as_of=as_of) if old else None
        after = self.after.read(new, rules, as_of=as_of)
        agreements = frozenset(
            self._agreement_of(reading) for reading in (before, after) if reading
        )
        return Change(record, key, clock_id, before, after, agreements)

    def _agreement_of(self, reading: Reading) -> int:
        return self.after.book.rule(reading.terms.target).agreement_id


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
