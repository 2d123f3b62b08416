"""Which closed months no longer read as they were frozen, and in which figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.models import User
from slm.models import PeriodDoubt, PeriodResult
from slm.selectors.compliance import ComplianceRow
from slm.selectors.period import figures_in, newest_results, period_data, rows_in


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

    @property
    def months(self) -> list[Mapping[str, Any]]:
        """Whose reports of which month show the old figures, too."""
        agreement = self.result.agreement
        return [
            {
                "month": self.result.month.isoformat(),
                "customer": agreement.customer_id,
                "service": None,
            }
        ]


def periods_to_revise(
    reader: User, *, agreement_id: int | None = None
) -> list[PeriodChange]:
    """
    Return the closed months that read otherwise today, the latest first.

    Only months in which something was altered since are counted again: late facts,
    exclusions and repairs leave a note. What reads as it did is left out.
    """
    changes, _unfounded = _sorted_out(agreement_id)
    results = [one.result.pk for one in changes]
    visible = PeriodResult.objects.visible_to(reader).filter(pk__in=results)
    seen = set(visible.values_list("pk", flat=True))
    return [one for one in changes if one.result.pk in seen]


def unfounded_doubts() -> list[tuple[int, date]]:
    """Return the agreements and months that were doubted, and read as they did."""
    return _sorted_out(None)[1]


def _sorted_out(
    agreement_id: int | None,
) -> tuple[list[PeriodChange], list[tuple[int, date]]]:
    doubts = PeriodDoubt.objects.all()
    if agreement_id is not None:
        doubts = doubts.filter(agreement=agreement_id)
    by_month: dict[date, dict[int, datetime]] = {}
    for one in doubts.order_by("-month", "agreement"):
        by_month.setdefault(one.month, {})[one.agreement_id] = one.noted_at
    changes: list[PeriodChange] = []
    unfounded = []
    for month, noted in by_month.items():
        frozen = newest_results(month)
        counted = period_data(month, agreements=list(noted))
        for agreement, at in noted.items():
            result, data = frozen[agreement], counted.get(agreement, {"targets": []})
            if figures_in(result.data) == figures_in(data):
                unfounded.append((agreement, month))
            else:
                changes.append(PeriodChange(result, at, differences(result.data, data)))
    return changes, unfounded


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Return the targets whose figures differ between two readings of a month."""
    old, new = ({row.budget_id: row for row in rows_in(one)} for one in (before, after))
    told_old, told_new = figures_in(before), figures_in(after)
    changed = [
        budget
        for budget in {**old, **new}
        if told_old.get(budget) != told_new.get(budget)
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
