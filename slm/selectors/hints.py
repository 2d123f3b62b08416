"""
What in a month deserves an improvement though nothing need be broken: flagged, with why.

Hollow green: the goal was reached, but whoever rated the same records was not content.
Getting worse: the share met fell in each of the last periods. Narrow: promises kept with
nearly all of their time used up. Near the goal: reached by little. A goal is reached if
the table beside says so of each of its priorities. The limits are in the
settings. Of targets of the month as a whole the same is told by `month_hints.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet

from core.models import User
from core.periods import month as month_period
from records.models import Rating
from slm.choices import HintKind, Verdict
from slm.models import Clock
from slm.selectors.compliance import ComplianceRow, decided_clocks, tally
from slm.selectors.goals import HELD, worst_standing
from slm.selectors.hint import Hint, is_falling, is_hollow, mean_of
from slm.selectors.kept import AgreementKept, Compliance
from slm.selectors.month_hints import hints_of_months


def improvement_hints(kept: Compliance, *, reader: User) -> list[Hint]:
    """
    Return what deserves an improvement in a month of agreements with customers.

    Of closed months as they were frozen. Each has a key that never changes.
    """
    month = kept.first
    ratings, narrow = _ratings(month, reader), _narrow(month, reader)
    found: list[Hint] = []
    for agreement in kept.agreements:
        fall = [one.share for one in agreement.trend[-settings.FALLING_PERIODS - 1 :]]
        if is_falling(fall):
            shares = list(map(str, fall))
            found.append(_hint(HintKind.FALLING, month, agreement, shares=shares))
        for target_id, rows in _by_target(agreement).items():
            found += _of_target(
                month, agreement, rows, ratings.get(target_id, []), narrow
            )
    return [*found, *hints_of_months(kept)]


def _by_target(agreement: AgreementKept) -> dict[int, list[ComplianceRow]]:
    grouped: dict[int, list[ComplianceRow]] = defaultdict(list)
    for one in agreement.targets:
        grouped[one.row.target_id].append(one.row)
    return grouped


def _of_target(
    month: date,
    agreement: AgreementKept,
    rows: Sequence[ComplianceRow],
    scores: Sequence[int],
    narrow: Mapping[int, int],
) -> Iterator[Hint]:
    first, total = rows[0], tally(rows)
    if not total.n:
        return
    above = Decimal(total.met) * 100 / total.n - first.goal_percent
    # As the table has it: a priority that is missed is not made good by the others.
    is_kept = worst_standing(row.standing for row in rows) in HELD
    if is_kept and is_hollow(scores):
        yield _hint(HintKind.HOLLOW, month, agreement, first, **mean_of(scores))
    if is_kept and above < settings.NEAR_GOAL_POINTS:
        yield _hint(HintKind.NEAR_GOAL, month, agreement, first, points=f"{above:.2f}")
    if count := narrow.get(first.target_id, 0):
        figures = {"count": count, "met": total.met}
        yield _hint(HintKind.NARROW, month, agreement, first, **figures)


def _hint(
    kind: HintKind,
    month: date,
    agreement: AgreementKept,
    row: ComplianceRow | None = None,
    **figures: Any,
) -> Hint:
    return Hint(
        kind=kind,
        month=month,
        item_id=agreement.agreement_id,
        agreement=agreement.number,
        title=agreement.title,
        target_id=row.target_id if row else None,
        target=row.target if row else "",
        figures=figures,
        is_running=bool(row and row.outlook),
    )


def ratings_since(month: date, target_id: int, reader: User) -> QuerySet[Rating]:
    """Return how the records were rated, since, whose clocks a target had decided."""
    period = month_period(month)
    decided = decided_clocks(period, reader=reader).exclude(verdict=Verdict.VOID)
    records = decided.filter(budget__target=target_id).order_by().values("record")
    found: QuerySet[Rating] = Rating.objects.filter(record__in=records)
    return found.filter(rated_at__gte=period.start)


def _ratings(month: date, reader: User) -> dict[int, list[int]]:
    """Return the scores of all of these, by target."""
    period = month_period(month)
    # Asked apart: joined, the rating of every clock of the month may be looked for.
    scores = dict(
        Rating.objects.filter(rated_at__gte=period.start).values_list("record", "score")
    )
    decided = decided_clocks(period, reader=reader).exclude(verdict=Verdict.VOID)
    rated = decided.filter(record__in=list(scores)).order_by()
    found: dict[int, list[int]] = defaultdict(list)
    # A record with several turns was rated once.
    for target, record in rated.values_list("budget__target", "record").distinct():
        found[target].append(scores[record])
    return found


def narrowly_met(month: date, reader: User | None = None) -> QuerySet[Clock]:
    """Return the clocks that were met with nearly all of their time used up."""
    decided = decided_clocks(month_period(month), reader=reader)
    return decided.filter(
        verdict=Verdict.MET,
        elapsed_seconds__gte=F("budget_seconds") * settings.NARROW_PERCENT / 100,
    )


def _narrow(month: date, reader: User) -> dict[int, int]:
    rows = narrowly_met(month, reader).order_by().values("budget__target")
    return {row["budget__target"]: row["n"] for row in rows.annotate(n=Count("pk"))}
