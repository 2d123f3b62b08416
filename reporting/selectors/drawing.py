"""The months up to a report's, drawn: the same for the page, the paper, the dashboard."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts import Chart, Series, bars, lines

# Where an axis of percentages may begin to end at 100 in round steps.
AXES = (90.0, 80.0, 70.0, 60.0, 40.0, 20.0, 0.0)
Trend = Sequence[Mapping[str, Any]]


def trend_charts(trend: Trend, *, goal: float | None) -> list[Chart]:
    """Draw compliance, verdicts and workload over the months."""
    return [
        compliance_chart(trend, goal=goal),
        verdict_chart(trend),
        bars(
            name="workload",
            title=_("Opened and resolved"),
            description=_("Records by month, from %(first)s to %(last)s.")
            % _span(trend),
            labels=_labels(trend),
            series=[
                Series(_("Opened"), [row["opened"] for row in trend], "series-1"),
                Series(_("Resolved"), [row["resolved"] for row in trend], "series-3"),
            ],
        ),
    ]


def compliance_chart(trend: Trend, *, goal: float | None) -> Chart:
    """Draw the share met by month; months without a verdict are gaps."""
    values = [_percent(row["share"]) for row in trend]
    known = [value for value in values if value is not None]
    lowest = min([*known, goal or 100.0, 100.0])
    return lines(
        name="compliance",
        title=_("Targets met by month"),
        description=_("Share of service clocks met, from %(first)s to %(last)s.")
        % _span(trend),
        labels=_labels(trend),
        series=[Series(_("Met"), values)],
        unit=" %",
        goal=goal,
        low=next(low for low in AXES if low <= lowest),
    )


def verdict_chart(trend: Trend) -> Chart:
    """Draw how many clocks were met and breached by month."""
    return bars(
        name="verdicts",
        title=_("Service clocks by verdict"),
        description=_("Met and breached, from %(first)s to %(last)s.") % _span(trend),
        labels=_labels(trend),
        series=[
            Series(_("Met"), [row["met"] for row in trend], "series-track"),
            Series(
                _("Breached"), [row["breached"] for row in trend], "series-breached"
            ),
        ],
        is_stacked=True,
    )


def _labels(trend: Trend) -> list[str]:
    return [_month(row, pgettext("date format", "M")) for row in trend]


def _span(trend: Trend) -> dict[str, str]:
    style = pgettext("date format", "F Y")
    return {"first": _month(trend[0], style), "last": _month(trend[-1], style)}


def _month(row: Mapping[str, Any], style: str) -> str:
    return str(date_format(date.fromisoformat(row["month"]), style))


def _percent(share: str | None) -> float | None:
    if share is None:
        return None
    # As precisely as in tables: the same figure must not read otherwise in a chart.
    return float((Decimal(share) * 100).quantize(Decimal("0.1"), rounding=ROUND_DOWN))
