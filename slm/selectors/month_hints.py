"""
What of the targets of a month as a whole deserves an improvement though none is missed.

By the same limits as what clocks tell of: see `hints.py`. Near the goal is what has used
up nearly all that the goal allows. How a target did in the months before is read from
what was frozen of them, whichever version of the agreement held then.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from core.periods import months_until
from slm.choices import Direction, GoalVerdict, HintKind, PeriodMetric
from slm.models import PeriodResult
from slm.selectors.covered import services_named
from slm.selectors.hint import Hint, is_falling, is_hollow, mean_of
from slm.selectors.judging import MonthRow
from slm.selectors.kept import AgreementKept, Compliance
from slm.selectors.month_outlook import is_running, share_used
from slm.selectors.scores import Given, rated_in, ratings_given

# Agreement, metric, service, measure and statistic: the same through all versions.
Same = tuple[int, str, int | None, str | None, str]
Values = Mapping[tuple[Same, date], Decimal | None]


def hints_of_months(kept: Compliance) -> list[Hint]:
    """Return what deserves an improvement of the targets of a month. Four statements."""
    pairs = [(one, row) for one in kept.agreements for row in one.months]
    if not pairs:
        return []
    months = months_until(kept.first, settings.FALLING_PERIODS + 1)
    before = _frozen({one.agreement_id for one, _row in pairs}, months[:-1])
    named = services_named(row.version for _one, row in pairs)
    whose = {row.version.agreement.customer_id for _one, row in pairs}
    given = ratings_given(kept.period, whose)
    return [
        hint
        for agreement, row in pairs
        for hint in (
            *_fallen(agreement, row, before, months),
            *_kept_badly(agreement, row, _scores(row, named, given)),
        )
    ]


def _frozen(agreements: set[int], months: Sequence[date]) -> Values:
    results = PeriodResult.objects.filter(
        agreement__in=agreements, month__in=months, data__has_key="months"
    )
    rows = results.newest_revisions().values_list("agreement", "month", "data__months")
    return {
        (_same_of(agreement, one), month): None
        if one["value"] is None
        else Decimal(one["value"])
        for agreement, month, kept in rows
        for one in kept
    }


def _same_of(agreement: int, kept: Mapping[str, Any]) -> Same:
    about = kept["service_id"], kept["measure"], kept["statistic"]
    return (agreement, kept["metric"], *about)


def _same(row: MonthRow) -> Same:
    target = row.target
    service = row.service.pk if row.service else None
    measure = target.measure.number if target.measure else None
    about = service, measure, target.statistic
    return (row.version.agreement_id, target.metric, *about)


def _scores(row: MonthRow, named: Mapping[int, Any], given: Given) -> list[int]:
    # A score is what ratings say already.
    if row.target.metric == PeriodMetric.EXPERIENCE:
        return []
    return rated_in(row, named).scores(given)


def _fallen(
    agreement: AgreementKept, row: MonthRow, before: Values, months: Sequence[date]
) -> Iterator[Hint]:
    values = [before.get((_same(row), one)) for one in months[:-1]] + [row.value]
    better = -1 if row.target.direction == Direction.AT_MOST else 1
    if is_falling([None if one is None else one * better for one in values]):
        told = list(map(str, values))
        yield _hint(HintKind.FALLING, agreement, row, values=told)


def _kept_badly(
    agreement: AgreementKept, row: MonthRow, scores: Sequence[int]
) -> Iterator[Hint]:
    if row.verdict != GoalVerdict.KEPT:
        return
    if is_hollow(scores):
        yield _hint(HintKind.HOLLOW, agreement, row, **mean_of(scores))
    used = share_used(row)
    if used is not None and used >= settings.NEAR_GOAL_PERCENT:
        figures = {"value": str(row.value), "used": f"{used:.2f}"}
        yield _hint(HintKind.NEAR_GOAL, agreement, row, **figures)


def _hint(
    kind: HintKind, agreement: AgreementKept, row: MonthRow, **figures: Any
) -> Hint:
    return Hint(
        kind=kind,
        month=row.month,
        item_id=agreement.agreement_id,
        agreement=agreement.number,
        title=agreement.title,
        target_id=row.target.pk,
        target=row.title,
        figures=figures,
        row=row,
        is_running=is_running(row),
    )
