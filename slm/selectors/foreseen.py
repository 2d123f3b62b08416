"""What a decision would change, before it is made; and afterwards, as it was kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.models import User
from records.models import Record
from slm.choices import ExclusionState, Metric, Verdict
from slm.models import Clock, Decision, PeriodResult, Repair
from slm.selectors.changes import Tell, silently
from slm.selectors.effect import effect_of_exclusion
from slm.selectors.frozen_months import MonthDifference, differences_in
from slm.selectors.repairing import effect_of_repair, records_touched

# So many clocks, or records, are read while somebody waits; more, by a worker.
SOON = 2_000
# How old what a worker counted may be at the decision.
FRESH = timedelta(days=1)
ON_A_PAGE = 100
AT_A_TIME = 1_000


def touched_by(decision: Decision) -> QuerySet[Any]:
    """Return what is read to tell what a decision changes: clocks, or records."""
    if isinstance(decision, Repair):
        return records_touched(decision)
    return Clock.objects.touched_by(decision)


def is_soon_counted(decision: Decision) -> bool:
    """Whether so few are to be read that a page can wait for it."""
    found: QuerySet[Model] = touched_by(decision).order_by()
    return found[: SOON + 1].count() <= SOON


def effect_of(
    decision: Decision, *, at: datetime, tell: Tell = silently
) -> dict[str, Any]:
    """Return what a decision would change as of an instant, as plain values to keep."""
    if isinstance(decision, Repair):
        return effect_of_repair(decision, at=at, tell=tell)
    return effect_of_exclusion(decision, at=at, tell=tell)


def effect_foreseen(decision: Decision, *, at: datetime) -> dict[str, Any] | None:
    """
    Return what is known of the effect: as it was decided on, else as it would be now.

    If that is much to read, as a worker counted it last; nothing if none did, or if
    the request was taken back.
    """
    if decision.decided_at is None:
        if decision.state == ExclusionState.WITHDRAWN:
            return None
        if is_soon_counted(decision):
            return effect_of(decision, at=at)
    effect: dict[str, Any] | None = decision.effect
    return effect


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A clock that a decision changes: without it, and with it."""

    # None if the clock would only be started, or there is none without it.
    clock_id: int | None
    number: str
    metric: str
    leg: str
    due: Sequence[datetime | None]
    verdicts: Sequence[Verdict | None]
    excluded: int
    # Seconds; not kept of what was decided first.
    elapsed: Sequence[int | None]

    @property
    def turns(self) -> bool:
        return self.verdicts[0] != self.verdicts[1]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision changes, as its page shows it; of the clocks one page."""

    at: datetime
    clocks: int
    changed: int
    lines: Sequence[EffectLine]
    hidden: int
    page: int
    pages: int
    verdicts: Sequence[tuple[date | None, Verdict | None, Verdict, int]]
    months: Sequence[Mapping[str, Any]]
    decided_at: datetime | None
    # Whether a worker counted it before.
    is_counted: bool
    # Targets of a month as a whole that change.
    targets: Sequence[MonthDifference]
    # What is frozen of the months in which figures change.
    closed: Sequence[PeriodResult]

    @property
    def turned(self) -> int:
        return sum(count for *_rest, count in self.verdicts)


def effect_shown(
    decision: Decision, *, reader: User, at: datetime, page: int = 1
) -> Effect | None:
    """
    Return what is known of the effect, see `effect_foreseen`, with a page of its clocks.

    Lines about records that the reader may not see are only counted.
    """
    kept = effect_foreseen(decision, at=at)
    if kept is None:
        return None
    pages = max(1, -(-len(kept["lines"]) // ON_A_PAGE))
    page = min(max(1, page), pages)
    asked = kept["lines"][(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    lines, counted_at = (
        list(lines_seen(asked, reader)),
        datetime.fromisoformat(kept["at"]),
    )
    return Effect(
        at=counted_at,
        clocks=kept["clocks"],
        changed=kept["changed"],
        lines=lines,
        hidden=len(asked) - len(lines),
        page=page,
        pages=pages,
        verdicts=[_verdict(one) for one in kept["verdicts"]],
        months=kept["months"],
        decided_at=decision.decided_at,
        is_counted=counted_at != (decision.decided_at or at),
        targets=differences_in(
            [(one["before"], one["after"]) for one in kept["targets"]]
        ),
        closed=_closed(kept["agreements"]),
    )


def lines_seen(kept: Sequence[Mapping[str, Any]], reader: User) -> Iterator[EffectLine]:
    """Yield the clocks that change, of those that were kept, as far as the reader may."""
    visible = Record.objects.visible_to(reader)
    for first in range(0, len(kept), AT_A_TIME):
        some = kept[first : first + AT_A_TIME]
        named = visible.filter(item__number__in={one["record"] for one in some})
        seen = set(named.values_list("item__number", flat=True))
        yield from (_line(one) for one in some if one["record"] in seen)


def _line(kept: Mapping[str, Any]) -> EffectLine:
    return EffectLine(
        clock_id=kept["clock"],
        number=kept["record"],
        metric=str(Metric(kept["metric"]).label),
        leg=str(kept["leg"]).upper(),
        due=[at and datetime.fromisoformat(at) for at in kept["due"]],
        verdicts=[one and Verdict(one) for one in kept["verdict"]],
        excluded=kept["excluded"],
        elapsed=kept.get("elapsed", (None, None)),
    )


def _verdict(
    kept: Mapping[str, Any],
) -> tuple[date | None, Verdict | None, Verdict, int]:
    month = date.fromisoformat(kept["month"]) if kept["month"] else None
    before = Verdict(kept["before"]) if kept["before"] else None
    return month, before, Verdict(kept["after"]), kept["count"]


def _closed(agreements: Sequence[Sequence[Any]]) -> list[PeriodResult]:
    """Return what is frozen of these months of these agreements."""
    months: dict[str, list[int]] = {}
    for month, agreement_id in agreements:
        months.setdefault(month, []).append(agreement_id)
    if not months:
        return []
    wanted = Q()
    for month, ids in months.items():
        wanted |= Q(month=month, agreement__in=ids)
    results = PeriodResult.objects.filter(wanted).newest_revisions()
    listed = results.select_related("agreement__item").defer("data")
    return list(listed.order_by("month", "agreement__item__number"))
