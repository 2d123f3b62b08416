"""What other terms would have meant for targets of a month as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.evidence import Period
from core.periods import month as month_period
from core.periods import months_within
from slm.choices import Leg
from slm.models import Agreement, WhatIf
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
    month = month_period(first)
    would = _by_about(month_rows_if(terms.version, month, at=at, held=held))
    had = _by_about(
        row
        for row in _promised(terms.agreement, month, at)
        # What would be promised here may have been promised by another.
        if _about(row) in would or row.version.agreement_id == terms.agreement.pk
    )
    for about in sorted({**had, **would}):
        yield {
            "month": first.isoformat(),
            # More than one, if one version followed another or two agreements hold.
            "had": [month_figure(row) for row in had.get(about, ())],
            "would": [month_figure(row) for row in would.get(about, ())],
        }


def _promised(agreement: Agreement, month: Period, at: datetime) -> list[MonthRow]:
    """Return what the other side was promised of the month: a customer by all it has."""
    if agreement.customer_id and agreement.leg == Leg.SLA:
        return month_rows(month, at=at, customer_id=agreement.customer_id)
    return month_rows(month, at=at, agreements=[agreement.pk], legs=[agreement.leg])


def _by_about(rows: Iterable[MonthRow]) -> dict[About, list[MonthRow]]:
    found: dict[About, list[MonthRow]] = {}
    for row in rows:
        found.setdefault(_about(row), []).append(row)
    return found


def _about(row: MonthRow) -> About:
    target, service = row.target, row.service
    return (target.metric, target.measure_id or 0, service.pk if service else 0)


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
