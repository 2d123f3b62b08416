"""
What in a month deserves an improvement though nothing need be broken: flagged, with why.

Hollow green: the goal was reached, but whoever rated the same records was not content.
Falling: the share met fell in each of the last periods. Narrow: promises kept with
nearly all of their time used up. Near the goal: reached by little. The limits are in the
settings.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from core.models import User
from core.periods import month as month_period
from core.wording import percent
from records.models import Rating
from slm.choices import HintKind, Verdict
from slm.models import Clock
from slm.selectors.compliance import ComplianceRow, Tally, decided_clocks, tally
from slm.selectors.kept import AgreementKept, Compliance


@dataclass(frozen=True, slots=True)
class Hint:
    """
    Something that deserves an improvement, and what it is about.

    `key` is the same whenever it is asked for; `item_id` is that of the agreement.
    """

    kind: HintKind
    month: date
    item_id: int
    agreement: str
    title: str
    target_id: int | None = None
    target: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why it deserves one, in words."""
        told = self.figures
        if self.kind == HintKind.HOLLOW:
            text = _(
                "the goal is reached, but %(count)s ratings of the same records have a"
                " mean of %(mean)s of 5"
            )
            return text % told
        if self.kind == HintKind.FALLING:
            shares = " → ".join(percent(Decimal(one)) for one in told["shares"])
            return _("the share met falls period after period: %s") % shares
        if self.kind == HintKind.NEAR_GOAL:
            text = _("reached by only %(points)s points, over all priorities together")
            return text % told
        text = _("%(count)s of %(met)s met with nearly all of their time used up")
        return text % told

    @property
    def key(self) -> str:
        about = f"/{self.target_id}" if self.target_id else ""
        return f"{self.kind}/{self.agreement}{about}/{self.month:%Y-%m}"


def improvement_hints(kept: Compliance, *, reader: User) -> list[Hint]:
    """
    Return what deserves an improvement in a month of agreements with customers.

    Of closed months as they were frozen. Each has a key that never changes.
    """
    month = kept.first
    ratings, narrow = _ratings(month, reader), _narrow(month, reader)
    found: list[Hint] = []
    for agreement in kept.agreements:
        fall = agreement.trend[-settings.FALLING_PERIODS - 1 :]
        if is_falling(fall):
            shares = [str(one.share) for one in fall]
            found.append(_hint(HintKind.FALLING, month, agreement, shares=shares))
        for target_id, rows in _by_target(agreement).items():
            found += _of_target(
                month, agreement, rows, ratings.get(target_id, []), narrow
            )
    return found


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
    if above >= 0 and is_hollow(scores):
        mean = Decimal(sum(scores)) / len(scores)
        figures = {"mean": f"{mean:.2f}", "count": len(scores)}
        yield _hint(HintKind.HOLLOW, month, agreement, first, **figures)
    if 0 <= above < settings.NEAR_GOAL_POINTS:
        yield _hint(HintKind.NEAR_GOAL, month, agreement, first, points=f"{above:.2f}")
    if count := narrow.get(first.target_id, 0):
        figures = {"count": count, "met": total.met}
        yield _hint(HintKind.NARROW, month, agreement, first, **figures)


def is_hollow(scores: Sequence[int]) -> bool:
    """Whether so many rated, and so badly, that a goal reached says little."""
    return len(scores) >= settings.HOLLOW_RATINGS and sum(
        scores
    ) < settings.HOLLOW_MEAN * len(scores)


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
    )


def _ratings(month: date, reader: User) -> dict[int, list[int]]:
    """Return, by target, how the records were rated, since, whose clocks it decided."""
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


def narrowly_met(month: date, reader: User) -> QuerySet[Clock]:
    """Return the clocks that were met with nearly all of their time used up."""
    decided = decided_clocks(month_period(month), reader=reader)
    return decided.filter(
        verdict=Verdict.MET,
        elapsed_seconds__gte=F("budget_seconds") * settings.NARROW_PERCENT / 100,
    )


def _narrow(month: date, reader: User) -> dict[int, int]:
    rows = narrowly_met(month, reader).order_by().values("budget__target")
    return {row["budget__target"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def is_falling(trend: Sequence[Tally]) -> bool:
    """Whether each share is less than the one before; where nothing was, it is not."""
    shares = [one.share for one in trend]
    return all(
        before is not None and after is not None and after < before
        for before, after in pairwise(shares)
    )
