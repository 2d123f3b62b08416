"""The ratings that an experience score is made of, or that a figure is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from core.models import User
from core.periods import month
from records.models import Rating, Record
from slm.choices import PeriodMetric
from slm.models import Agreement, Target
from slm.selectors.covered import services_named
from slm.selectors.frozen_months import month_results
from slm.selectors.hints import ratings_since
from slm.selectors.judging import MonthRow
from slm.selectors.scores import rated_in

NEWEST = 500


@dataclass(frozen=True, slots=True)
class Score:
    """The newest ratings behind a figure, and how many are not shown."""

    title: str
    # None if it is about records, for which clocks run.
    row: MonthRow | None
    ratings: Sequence[Rating]
    confidential: int
    older: int


def scores_of(
    agreement: Agreement,
    first: date,
    *,
    reader: User,
    at: datetime,
    customer_id: int | None = None,
) -> list[Score]:
    """
    Return the experience scores of a month, with ratings of what the reader may see.

    With a customer, of what is promised to all those that are the customer's own.
    """
    rows = _rows(agreement, first, reader, at, customer_id)
    scored = [row for row in rows if row.target.metric == PeriodMetric.EXPERIENCE]
    return _scores(scored, reader)


def ratings_beside(
    target: Target, service: str, first: date, *, reader: User, at: datetime
) -> list[Score]:
    """Return how users rated what a target of the agreement came to in a month."""
    if target.metric not in PeriodMetric:
        rated = ratings_since(first, target.pk, reader)
        return [_score(str(target), None, rated, reader)]
    rows = _rows(target.version.agreement, first, reader, at)
    asked = target.pk, service
    same = [row for row in rows if (row.target.pk, _number(row)) == asked]
    return _scores(same, reader)


def _number(row: MonthRow) -> str:
    return row.service.number if row.service else ""


def _rows(
    agreement: Agreement,
    first: date,
    reader: User,
    at: datetime,
    customer_id: int | None = None,
) -> list[MonthRow]:
    return month_results(
        month(first),
        at=at,
        reader=reader,
        customer_id=customer_id,
        agreements=[agreement.pk],
        legs=[agreement.leg],
    )


def _scores(rows: Sequence[MonthRow], reader: User) -> list[Score]:
    named = services_named(row.version for row in rows)
    everything = Rating.objects.all()
    return [
        _score(row.title, row, rated_in(row, named).narrow(everything), reader)
        for row in rows
    ]


def _score(
    title: str, row: MonthRow | None, behind: QuerySet[Rating], reader: User
) -> Score:
    seen = behind.filter(record__in=Record.objects.visible_to(reader))
    newest = seen.select_related("record__item").order_by("-rated_at", "-pk")
    shown, count = list(newest[:NEWEST]), seen.count()
    return Score(title, row, shown, behind.count() - count, count - len(shown))
