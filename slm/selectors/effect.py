"""What an exclusion does: clocks and months, each read without it and with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from slm.models import Clock, Exclusion
from slm.selectors.changes import (
    PORTION,
    About,
    Change,
    Tell,
    effect_in,
    silently,
    with_targets,
)
from slm.selectors.excluding import rule_of
from slm.selectors.ledger import key_of, steps_in_effect
from slm.selectors.month_effect import targets_excluded
from slm.selectors.reading import Reader


def effect_of_exclusion(
    exclusion: Exclusion,
    *,
    at: datetime,
    tell: Tell = silently,
    portion: int = PORTION,
) -> dict[str, Any]:
    """
    Return what the exclusion would change as of an instant, as plain values to keep.

    Of each clock that it is about, its due instant and verdict without it and with
    it; of each target of a month that outages tell of, what it came to.
    """
    touched = Clock.objects.touched_by(exclusion).order_by("pk")
    ids = list(touched.values_list("pk", flat=True))
    compared = _Compared(exclusion, at)
    effect = effect_in(ids, compared, at=at, tell=tell, portion=portion)
    return with_targets(effect, targets_excluded(exclusion, at))


class _Compared:
    """Reads clocks without an exclusion, and with it."""

    def __init__(self, exclusion: Exclusion, at: datetime) -> None:
        self.at, self.extra, self.reader = at, rule_of(exclusion), Reader()

    def __call__(self, clock_ids: Sequence[int]) -> Iterator[Change]:
        found = Clock.objects.filter(pk__in=clock_ids).select_related("record__item")
        clocks = list(found.order_by("pk"))
        rules = self.reader.rules_for(clocks)
        ledgers = steps_in_effect(clock_ids)
        for clock in clocks:
            steps = ledgers[clock.pk]
            others = [rule for rule in rules[clock.pk] if rule.key != self.extra.key]
            as_of = max(self.at, steps[-1].at)
            before = self.reader.read(steps, others, as_of=as_of)
            after = self.reader.read(steps, [*others, self.extra], as_of=as_of)
            agreement_id = self.reader.book.rule(steps[-1].budget_id).agreement_id
            record = clock.record
            about = About(
                record.pk, record.number, record.service_id, record.customer_id
            )
            yield Change(
                about, key_of(clock), clock.pk, before, after, frozenset({agreement_id})
            )
