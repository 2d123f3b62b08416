"""Where the records behind the figures of a month are."""

from django.urls import reverse
from django.utils.http import urlencode

from slm.choices import Leg, PeriodMetric
from slm.selectors.judging import MonthRow


def page_behind(row: MonthRow) -> str:
    """Return the page of what a target of the month was reckoned from; empty if none."""
    month = {"month": f"{row.month:%Y-%m}"}
    if row.target.measure:
        return _page("measure_detail", row.target.measure.number, month)
    if row.inherited_by:
        month["customer"] = str(row.inherited_by)
    if row.is_of_outages and row.service:
        is_of_leg = row.version.agreement.leg != Leg.SLA
        if is_of_leg or row.target.metric == PeriodMetric.AVAILABILITY:
            month["target"] = str(row.target.pk)
        return _page("availability_service", row.service.number, month)
    if row.target.metric == PeriodMetric.EXPERIENCE:
        return _page("agreement_ratings", row.version.agreement.number, month)
    return ""


def _page(name: str, number: str, query: dict[str, str]) -> str:
    return f"{reverse(name, args=[number])}?{urlencode(query)}"
