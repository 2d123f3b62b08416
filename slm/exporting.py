"""The figures of a period as the rows of a file."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from slm.choices import Metric
from slm.durations import target_words
from slm.selectors import Compliance, MonthRow

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
    _("May still be missed"),
)


def kept_cells(shown: Compliance) -> Iterator[list[object]]:
    """Return how far each target of each agreement was kept, below that heading."""
    for agreement in shown.agreements:
        for target in agreement.targets:
            row, ahead = target.row, target.forecast
            yield [
                agreement.number,
                agreement.title,
                shown.first,
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
                str(row.verdict.label),
                ahead.expected if ahead else "",
                ahead.left if ahead else "",
            ]


def month_cells(rows: Iterable[MonthRow], first: date) -> Iterator[list[object]]:
    """Return what became of targets of the month below that heading, in two more columns."""
    for row in rows:
        agreement, target = row.version.agreement, row.target
        told = [agreement.number, agreement.title, first, str(target)]
        yield [
            *told,
            str(target.get_metric_display()),
            "",
            row.goal,
            *[""] * 7,
            str(row.verdict.label),
            "",
            "",
            str(row.service or ""),
            row.value,
        ]
