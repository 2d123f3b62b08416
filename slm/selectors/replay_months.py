"""What other terms would have meant for targets of a month as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.evidence import Period
from core.periods import month as month_period
from core.periods import months_within
from slm.models import WhatIf
from slm.selectors.held import Held, as_held
from slm.selectors.judging import MonthRow
from slm.selectors.month_figures import month_figure, shown_month
from slm.selectors.months import month_rows, month_rows_if
from slm.selectors.replay import Substitution

# What a target of a month is about: metric, measure, service.
About = tuple[str, int, int]


def replayed_months(
    terms: Substitution, period: Period, *, at: datetime
) -> list[dict[str, Any]]:
    """
    Return what each calendar month within the period came to, and would have come to.

    As plain values to keep. Both are read from what is known today, also of a closed
    month: only terms make a difference. For each month in a fixed number of statements.
    """
    held = _held_by(terms)
    begun = (one for one in months_within(period) if month_period(one).start < at)
    return [row for first in begun for row in _compared(terms, held, first, at)]


def _held_by(terms: Substitution) -> Held:
    """Return what held, by the hours of these terms."""
    held = as_held()
    hours = terms.calendars() or held.hours
    if terms.calendar_id is not None:
        hours = dict.fromkeys(hours, hours[terms.calendar_id])
    return replace(held, hours=hours)


def _compared(
    terms: Substitution, held: Held, first: date, at: datetime
) -> Iterator[dict[str, Any]]:
    month, agreement = month_period(first), terms.agreement
    had = _by_about(
        month_rows(month, at=at, agreements=[agreement.pk], legs=[agreement.leg])
    )
    would = _by_about(month_rows_if(terms.version, month, at=at, held=held))
    for about in sorted({**had, **would}):
        yield {
            "month": first.isoformat(),
            # Of what a version promised that held for a part of the month there are more.
            "had": [month_figure(row) for row in had.get(about, ())],
            "would": [month_figure(row) for row in would.get(about, ())],
        }


def _by_about(rows: Iterable[MonthRow]) -> dict[About, list[MonthRow]]:
    found: dict[About, list[MonthRow]] = {}
    for row in rows:
        about = (
            row.target.metric,
            row.target.measure_id or 0,
            row.service.pk if row.service else 0,
        )
        found.setdefault(about, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class MonthCompared:
    """A target of a month as it was and as it would have been; each as `shown_month`."""

    month: date
    had: list[dict[str, Any]]
    would: list[dict[str, Any]]

    @property
    def about(self) -> dict[str, Any]:
        """Either, for what both say alike."""
        return (self.would or self.had)[0]


def months_of_what_if(what_if: WhatIf) -> list[MonthCompared] | None:
    """Return its months in words; None for the first ones, which replayed none."""
    kept = what_if.data.get("months")
    if kept is None:
        return None
    return [
        MonthCompared(
            date.fromisoformat(one["month"]),
            *([shown_month(row) for row in one[side]] for side in ("had", "would")),
        )
        for one in kept
    ]
