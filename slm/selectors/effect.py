"""What an exclusion does: clocks and months, each read without it and with it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.models import User
from core.periods import first_of
from slm.choices import ExclusionState, Leg, Metric, Verdict
from slm.clockwork import Reading
from slm.models import Clock, Exclusion
from slm.selectors.closing import VERDICTS, decided_at
from slm.selectors.excluding import rule_of
from slm.selectors.frozen_months import MonthDifference, differences_in
from slm.selectors.instants import to_instant
from slm.selectors.ledger import points_in_effect, step_of
from slm.selectors.month_effect import targets_excluded
from slm.selectors.reading import Reader

MOST_READ = 5000
MOST_SHOWN = 100
CHUNK = 500


def effect_of(exclusion: Exclusion, *, at: datetime) -> dict[str, Any]:
    """
    Return what the exclusion would change as of an instant, as plain values to keep.

    Of each clock that it is about, its due instant and verdict without it and with
    it; of each target of a month that outages tell of, what it came to. Counted are all, or the first 5,000 if there are more, and then it says so.
    """
    clocks = Clock.objects.touched_by(exclusion).select_related("record__item")
    found = list(clocks.order_by("pk")[: MOST_READ + 1])
    changes = [
        change
        for first in range(0, min(len(found), MOST_READ), CHUNK)
        for change in _changes(exclusion, found[first : first + CHUNK], at)
    ]
    read = min(len(found), MOST_READ)
    effect = effect_in(changes, at=at, read=read, is_cut=len(found) > MOST_READ)
    return effect | {"targets": targets_excluded(exclusion, at)}


def effect_in(
    changes: list["Change"], *, at: datetime, read: int, is_cut: bool
) -> dict[str, Any]:
    """Return these changes as plain values to keep: told one by one are the first."""
    changes.sort(key=lambda one: (not one.turns, one.clock.record_id, one.clock.pk))
    return {
        "at": at.isoformat(),
        "clocks": read,
        "is_cut": is_cut,
        "changed": len(changes),
        "lines": [one.plain() for one in changes[:MOST_SHOWN]],
        "verdicts": _verdicts(changes),
        "months": _months(changes),
    }


@dataclass(frozen=True, slots=True)
class Change:
    """A clock as it reads without something, and with it."""

    clock: Clock
    before: Reading
    after: Reading

    @property
    def both(self) -> tuple[Reading, Reading]:
        return self.before, self.after

    @property
    def turns(self) -> bool:
        return self.before.verdict is not self.after.verdict

    @property
    def is_in_figures(self) -> bool:
        """Whether more changes than when it would have been due."""
        return figures_of(self.before)[1:] != figures_of(self.after)[1:]

    @property
    def months(self) -> list[date]:
        """In which months its verdict counts, without and with the exclusion."""
        decided = [decided_at(reading) for reading in self.both]
        return [first_of(at) for at in decided if at]

    def plain(self) -> dict[str, Any]:
        return {
            "clock": self.clock.pk,
            "record": self.clock.record.number,
            "metric": self.clock.metric,
            "leg": self.clock.leg,
            "due": [_iso(reading.due_at) for reading in self.both],
            "verdict": [VERDICTS[reading.verdict] for reading in self.both],
            "excluded": self.after.excluded - self.before.excluded,
        }


def _changes(
    exclusion: Exclusion, clocks: Sequence[Clock], at: datetime
) -> Iterator[Change]:
    reader, extra = Reader(), rule_of(exclusion)
    rules = reader.rules_for(clocks)
    ledgers = points_in_effect(clock.pk for clock in clocks)
    for clock in clocks:
        steps = [step_of(point) for point in ledgers[clock.pk]]
        as_of = max(at, steps[-1].at)
        others = [rule for rule in rules[clock.pk] if rule.key != extra.key]
        before = reader.read(steps, others, as_of=as_of)
        after = reader.read(steps, [*others, extra], as_of=as_of)
        if figures_of(before) != figures_of(after):
            yield Change(clock, before, after)


def figures_of(reading: Reading) -> tuple[Any, ...]:
    """Return what makes two readings differ."""
    return (
        reading.due_at,
        reading.verdict,
        reading.late_from,
        reading.excluded,
        reading.elapsed,
        reading.paused,
    )


def _verdicts(changes: Sequence[Change]) -> list[dict[str, Any]]:
    counted: Counter[tuple[date | None, str, str]] = Counter()
    for one in changes:
        if one.turns:
            before, after = (VERDICTS[reading.verdict] for reading in one.both)
            counted[min(one.months, default=None), before, after] += 1
    return [
        {
            "month": month.isoformat() if month else None,
            "before": before,
            "after": after,
            "count": count,
        }
        for (month, before, after), count in sorted(counted.items(), key=str)
    ]


def _months(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return the months of whom, on which service, in which figures change."""
    found = {
        (month, one.clock.record.customer_id, one.clock.record.service_id or 0)
        for one in changes
        for month in one.months
        if one.clock.leg == Leg.SLA and one.is_in_figures
    }
    return [
        {"month": month.isoformat(), "customer": customer, "service": service or None}
        for month, customer, service in sorted(found)
    ]


def _iso(second: int | None) -> str | None:
    return None if second is None else to_instant(second).isoformat()


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A clock that an exclusion changes: due and verdict without it, and with it."""

    clock_id: int
    number: str
    metric: str
    leg: str
    due: Sequence[datetime | None]
    verdicts: Sequence[Verdict]
    excluded: int

    @property
    def turns(self) -> bool:
        return self.verdicts[0] != self.verdicts[1]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an exclusion changes, as its page shows it."""

    at: datetime
    clocks: int
    changed: int
    is_cut: bool
    lines: Sequence[EffectLine]
    hidden: int
    verdicts: Sequence[tuple[date | None, Verdict, Verdict, int]]
    months: Sequence[Mapping[str, Any]]
    decided_at: datetime | None
    # Targets of a month as a whole that change.
    targets: Sequence[MonthDifference] = ()

    @property
    def turned(self) -> int:
        return sum(count for *_rest, count in self.verdicts)


def effect_shown(exclusion: Exclusion, *, reader: User, at: datetime) -> Effect | None:
    """
    Return the effect as it was at the decision, else as it would be now.

    Nothing if it was never decided and never will be. Lines about records that the
    reader may not see are only counted.
    """
    if exclusion.state == ExclusionState.WITHDRAWN and not exclusion.effect:
        return None
    kept = exclusion.effect or effect_of(exclusion, at=at)
    return shown_to(reader, kept, exclusion.decided_at)


def shown_to(
    reader: User, kept: Mapping[str, Any], decided_at: datetime | None
) -> Effect:
    """Return an effect that was kept, as the reader may see it."""
    lines = [_line(one) for one in kept["lines"]]
    ids = [line.clock_id for line in lines]
    visible = Clock.objects.visible_to(reader).filter(pk__in=ids)
    seen = set(visible.values_list("pk", flat=True))
    return Effect(
        at=datetime.fromisoformat(kept["at"]),
        clocks=kept["clocks"],
        changed=kept["changed"],
        is_cut=kept["is_cut"],
        lines=[line for line in lines if line.clock_id in seen],
        hidden=kept["changed"] - len(seen),
        verdicts=[_verdict(one) for one in kept["verdicts"]],
        months=kept["months"],
        decided_at=decided_at,
        targets=differences_in(
            [(one["before"], one["after"]) for one in kept.get("targets", [])]
        ),
    )


def _line(kept: Mapping[str, Any]) -> EffectLine:
    return EffectLine(
        clock_id=kept["clock"],
        number=kept["record"],
        metric=str(Metric(kept["metric"]).label),
        leg=str(kept["leg"]).upper(),
        due=[at and datetime.fromisoformat(at) for at in kept["due"]],
        verdicts=[Verdict(one) for one in kept["verdict"]],
        excluded=kept["excluded"],
    )


def _verdict(kept: Mapping[str, Any]) -> tuple[date | None, Verdict, Verdict, int]:
    month = kept["month"] and date.fromisoformat(kept["month"])
    return month, Verdict(kept["before"]), Verdict(kept["after"]), kept["count"]
