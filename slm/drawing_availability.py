"""Availability over months as lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts import Chart, Series, lines
from core.periods import months_until
from slm.choices import PeriodMetric
from slm.models import Measure
from slm.selectors import MonthRow, by_month
from slm.selectors.bases import basis_of
from slm.selectors.held import as_held
from slm.selectors.values import DayOfValues

# As many as can be told apart.
MOST = 4


def availability_lines(
    rows: Sequence[MonthRow], first: date, *, at: datetime
) -> Chart | None:
    """Draw the services that stand worst this month, over a year; none without any."""
    judged = [
        row
        for row in rows
        if row.target.metric == PeriodMetric.AVAILABILITY and row.value is not None
    ]
    judged.sort(key=lambda row: row.value or 0)
    by_service = {row.service: row for row in reversed(judged)}
    worst = sorted(by_service.values(), key=judged.index)[:MOST]
    if not worst:
        return None
    months = months_until(first)
    series = [
        Series(str(row.service), _percents(row, months, at), f"series-{place}")
        for place, row in enumerate(worst, start=1)
    ]
    known = [value for one in series for value in one.values if value is not None]
    return lines(
        name="availability",
        title=_("Availability, month by month"),
        description=_("The services that stand worst in this month, over a year."),
        labels=[date_format(one, pgettext("date format", "M")) for one in months],
        series=series,
        unit=" %",
        low=_low(min(known, default=100.0)),
    )


def _percents(
    row: MonthRow, months: Sequence[date], at: datetime
) -> list[float | None]:
    if row.service is None:
        return [None] * len(months)
    basis = basis_of(row.target, row.version, as_held())
    basis = replace(basis, customer_id=row.inherited_by or basis.customer_id)
    found = by_month(row.service, basis, months, at=at)
    since = row.version.valid_from or months[0]
    return [
        None if value is None or first < since.replace(day=1) else float(value * 100)
        for first, value in zip(months, found, strict=True)
    ]


def _low(worst: float) -> float:
    """Return where the axis begins, so that the nines can be told apart."""
    return next(
        (low for low in (99.9, 99.0, 98.0, 95.0, 90.0, 50.0) if worst >= low), 0.0
    )


def value_lines(measure: Measure, days: Sequence[DayOfValues]) -> Chart | None:
    """Draw the values of a month by day; nothing without any."""
    if not days:
        return None
    return lines(
        name="values",
        title=_("Values of each day, in %s") % measure.unit,
        description=_("Mean and 95th percentile of each day with values."),
        labels=[date_format(one.day, pgettext("date format", "j M")) for one in days],
        series=[
            Series(_("Mean"), [float(one.mean) for one in days], "series-1"),
            Series(_("95th percentile"), [float(one.p95) for one in days], "series-3"),
        ],
    )
