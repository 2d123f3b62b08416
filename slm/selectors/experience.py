"""The ratings that an experience score is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.models import User
from core.periods import month
from records.models import Rating, Record
from slm.choices import PeriodMetric
from slm.models import Agreement
from slm.selectors.covered import services_named
from slm.selectors.frozen_months import month_results
from slm.selectors.judging import MonthRow
from slm.selectors.scores import Rated, rated_in

NEWEST = 500


@dataclass(frozen=True, slots=True)
class Score:
    """A target's score with the newest ratings behind it, and how many are not shown."""

    row: MonthRow
    ratings: Sequence[Rating]
    confidential: int
    older: int


def scores_of(
    agreement: Agreement, first: date, *, reader: User, at: datetime
) -> list[Score]:
    """Return the experience scores of a month, with ratings of what the reader may see."""
    rows = month_results(
        month(first),
        at=at,
        reader=reader,
        agreements=[agreement.pk],
        legs=[agreement.leg],
    )
    scored = [row for row in rows if row.target.metric == PeriodMetric.EXPERIENCE]
    named = services_named(row.version for row in scored)
    return [_score(row, rated_in(row, named), reader) for row in scored]


def _score(row: MonthRow, rated: Rated, reader: User) -> Score:
    behind = rated.narrow(Rating.objects.all())
    seen = behind.filter(record__in=Record.objects.visible_to(reader))
    newest = seen.select_related("record__item").order_by("-rated_at", "-pk")
    shown, count = list(newest[:NEWEST]), seen.count()
    return Score(row, shown, behind.count() - count, count - len(shown))
