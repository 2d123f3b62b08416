"""The figures of a period as the rows of a file."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from slm.choices import Metric
from slm.durations import target_words
from slm.selectors import Compliance, MonthRow
from slm.selectors.kept import TargetKept
from slm.selectors.month_outlook import month_forecast, month_standing

HEADING = (
    _("Agreement"),
    _("Title"),
    _("From"),
    _("Target"),
    _("Measures"),
    _("Priority"),
    _("Promised"),
    _("Met"),
    _("Breached"),
    _("Void"),
    _("Paused (s)"),
    _("Excluded (s)"),
    _("Share met"),
    _("Goal (percent)"),
    _("Verdict"),
    _("Expected"),
    _("Allowed to be missed"),
    _("May still be missed"),
    _("Service"),
    _("Result"),
)


def kept_cells(shown: Compliance) -> Iterator[list[object]]:
    """Return how far each target of each agreement was kept, below that heading."""
    for agreement in shown.agreements:
        about = [agreement.number, agreement.title, shown.first]
        yield from ([*about, *_of_records(one)] for one in agreement.targets)
        yield from (
            [*about[:2], one.month, *_of_month(one)] for one in agreement.months
        )
    if shown.left_out:
        yield [shown.left_out, *[""] * (len(HEADING) - 1)]


def _of_records(target: TargetKept) -> list[object]:
    row, ahead = target.row, target.forecast
    return [
        row.target,
        str(Metric(row.metric).label),
        row.priority or "",
        target_words(row.metric, row.promise) if row.promise else "",
        row.met,
        row.breached,
        row.void,
        row.paused,
        row.excluded,
        row.share if row.share is not None else "",
        row.goal_percent,
        str(row.standing.label),
        ahead.expected if ahead else "",
        ahead.allowed if ahead else "",
        max(ahead.left, 0) if ahead else "",
        *("", ""),
    ]


def _of_month(row: MonthRow) -> list[object]:
    """Return the cells of a target of the month, its result in the unit of its goal."""
    ahead = month_forecast(row)
    return [
        str(row.target),
        str(row.target.get_metric_display()),
        "",
        row.goal,
        *[""] * 7,
        str(month_standing(row).label),
        *("", "", ahead.words if ahead else ""),
        str(row.service or ""),
        row.value if row.value is not None else "",
    ]
