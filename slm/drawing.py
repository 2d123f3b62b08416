"""A clock's ledger as a bar."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.charts import Chart, Span, ledger
from slm import choices
from slm.clockwork import Row
from slm.ledger import Mode
from slm.selectors import Explanation, to_instant
from slm.wording import clock_time, exact

# Beyond this, single days could not be told apart anyway.
MOST_SPANS = 400
LABELS_APART = 0.22

STYLES = {
    Mode.RUNNING: "series-track",
    Mode.PAUSED: "series-paused",
    Mode.STOPPED: "series-4",
    Mode.VOID: "series-4",
}


def ledger_bar(told: Explanation) -> Chart | None:
    """Draw what counted and what did not; nothing for a clock without any time."""
    rows = told.reading.rows
    if not rows:
        return None
    late_from = told.reading.late_from
    spans = [span for row in rows for span in _spans(row, late_from)]
    due = told.reading.due_at
    is_inside = due is not None and rows[0].start <= due <= rows[-1].end
    return ledger(
        name=f"clock-{told.clock.pk}",
        title=_("What counted"),
        description=_(
            "The time of this clock from left to right; the table has it all."
        ),
        spans=spans,
        ticks=list(_ticks(rows)),
        marker=(float(due), _("due")) if due is not None and is_inside else None,
    )


def _spans(row: Row, late_from: int | None) -> Iterator[Span]:
    timetable = row.point.terms.timetable
    yield Span(row.start, row.end, "series-off", _label(_("outside hours"), row))
    style = "series-3" if row.excluded else STYLES[row.point.mode]
    label = _label(_word(row), row)
    opened = timetable.spans_between(row.start, row.end)
    if len(opened) > MOST_SPANS:
        opened = [(row.start, row.end)]
    for start, end in opened:
        cut = end if late_from is None else min(max(start, late_from - 1), end)
        if start < cut:
            yield Span(start, cut, style, label)
        if cut < end:
            late = "series-breached" if row.counted else style
            yield Span(cut, end, late, label)


def _word(row: Row) -> str:
    return _("excluded") if row.excluded else str(choices.Mode(row.point.mode).label)


def _label(word: str, row: Row) -> str:
    start, end = exact(to_instant(row.start)), exact(to_instant(row.end))
    return f"{word}: {start} – {end} ({clock_time(row.wall)})"


def _ticks(rows: tuple[Row, ...]) -> Iterator[tuple[float, str]]:
    first, last = rows[0].start, rows[-1].end
    length = max(last - first, 1)
    shown = first
    yield first, exact(to_instant(first))
    for row in rows[1:]:
        from_last, to_end = row.start - shown, last - row.start
        if min(from_last, to_end) / length > LABELS_APART * 1.7:
            shown = row.start
            yield row.start, exact(to_instant(row.start))
    yield last, exact(to_instant(last))
