"""Which closed months no longer read as they were frozen, and in which figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.models import User
from core.periods import first_of, months_from, shift
from slm.models import PeriodDoubt, PeriodResult
from slm.selectors.compliance import ComplianceRow
from slm.selectors.crediting import CreditDifference, credit_differences
from slm.selectors.frozen_months import (
    MonthDifference,
    differences_in,
    pairs_differing,
)
from slm.selectors.period import (
    budget_key,
    figures_in,
    newest_results,
    period_data,
    reads_alike,
    rows_in,
)

NOTHING: Mapping[str, Any] = {"targets": []}


@dataclass(frozen=True, slots=True)
class Difference:
    """A target in two readings of a month; either may not have known it."""

    before: ComplianceRow
    after: ComplianceRow


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """A closed month whose figures are no longer those that were frozen."""

    result: PeriodResult
    noted_at: datetime
    differences: list[Difference]
    of_months: list[MonthDifference]
    credits: list[CreditDifference]


def periods_to_revise(
    reader: User,
    *,
    agreement_id: int | None = None,
    doubts: QuerySet[PeriodDoubt] | None = None,
) -> list[PeriodChange]:
    """
    Return the closed months that read otherwise today, the latest first.

    Only months in which something was altered since are counted again: late facts,
    exclusions and repairs leave a note. What reads as it did is left out. `doubts` are
    the notes that are gone after, if not all of them.
    """
    doubts = PeriodDoubt.objects.all() if doubts is None else doubts
    if agreement_id is not None:
        doubts = doubts.filter(agreement=agreement_id)
    changes, _unfounded = _sorted_out(doubts)
    results = [one.result.pk for one in changes]
    visible = PeriodResult.objects.visible_to(reader).filter(pk__in=results)
    seen = set(visible.values_list("pk", flat=True))
    return [one for one in changes if one.result.pk in seen]


def months_to_close(at: datetime) -> list[date]:
    """
    Return the months that are over and of which nothing is frozen, the first one first.

    From the first that was ever closed on; the last of all always, and those in which
    something came late for an agreement of which nothing had been frozen.
    """
    closed = set(PeriodResult.objects.values_list("month", flat=True).distinct())
    last = shift(first_of(at), -1)
    frozen = PeriodResult.objects.filter(
        agreement=OuterRef("agreement"), month=OuterRef("month")
    )
    late = PeriodDoubt.objects.filter(~Exists(frozen)).values_list("month", flat=True)
    since = months_from(min(closed, default=last), last)
    return sorted({last, *late, *(one for one in since if one not in closed)})


def unfounded_doubts() -> list[PeriodDoubt]:
    """Return the doubts about agreements and months that read as they were frozen."""
    return _sorted_out(PeriodDoubt.objects.all())[1]


def _sorted_out(
    doubts: QuerySet[PeriodDoubt],
) -> tuple[list[PeriodChange], list[PeriodDoubt]]:
    by_month: dict[date, list[PeriodDoubt]] = {}
    for one in doubts.order_by("-month", "agreement"):
        by_month.setdefault(one.month, []).append(one)
    changes: list[PeriodChange] = []
    unfounded = []
    for month, noted in by_month.items():
        frozen = newest_results(month)
        counted = period_data(month, agreements=[one.agreement_id for one in noted])
        for one in noted:
            result, data = frozen.get(one.agreement_id), counted.get(one.agreement_id)
            if result is None:
                # Closing the month again freezes what there is by now.
                unfounded += [one] if data is None else []
            elif reads_alike(result.data, data or NOTHING):
                unfounded.append(one)
            else:
                changes.append(_change(result, one, data or NOTHING))
    return changes, unfounded


def _change(
    result: PeriodResult, doubt: PeriodDoubt, data: Mapping[str, Any]
) -> PeriodChange:
    return PeriodChange(
        result,
        doubt.noted_at,
        differences(result.data, data),
        month_differences(result.data, data),
        credit_differences(result.data, data),
    )


def month_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[MonthDifference]:
    """Return the targets of the month as a whole that differ between two readings."""
    return month_differences_of([(before, after)])[0]


def month_differences_of(
    readings: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> list[list[MonthDifference]]:
    """Return the same of several months, each read twice. Two statements for all."""
    found = [
        pairs_differing(*(one.get("months", ()) for one in both)) for both in readings
    ]
    told = iter(differences_in([pair for pairs in found for pair in pairs]))
    return [list(islice(told, len(pairs))) for pairs in found]


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Return the targets whose figures differ between two readings of a month."""
    old, new = ({row.budget_id: row for row in rows_in(one)} for one in (before, after))
    told_old, told_new = figures_in(before), figures_in(after)
    changed = [
        budget
        for budget in {**old, **new}
        if told_old.get(budget_key(budget)) != told_new.get(budget_key(budget))
    ]
    return [
        Difference(
            old.get(budget) or _nothing(new[budget]),
            new.get(budget) or _nothing(old[budget]),
        )
        for budget in changed
    ]


def _nothing(row: ComplianceRow) -> ComplianceRow:
    return ComplianceRow(
        budget_id=row.budget_id,
        target_id=row.target_id,
        version=row.version,
        target=row.target,
        only=row.only,
        record_kind=row.record_kind,
        metric=row.metric,
        priority=row.priority,
        promise=row.promise,
        goal_percent=row.goal_percent,
    )
