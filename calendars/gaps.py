"""Open hours with stretches that do not count: pauses and exclusions."""

from collections.abc import Iterable

from calendars.hours import Hours
from calendars.localtime import Span, join_spans


def elapsed_in(hours: Hours, spans: Iterable[Span], within: Span) -> int:
    """Return the open seconds inside the spans, each counted once, and `within`."""
    return sum(
        hours.elapsed_seconds(max(start, within[0]), min(end, within[1]))
        for start, end in join_spans(spans)
        if max(start, within[0]) < min(end, within[1])
    )


def elapsed_around(hours: Hours, start: int, end: int, gaps: Iterable[Span]) -> int:
    """Return the open seconds from start to end outside the gaps."""
    if end < start:
        return -elapsed_around(hours, end, start, gaps)
    return hours.elapsed_seconds(start, end) - elapsed_in(hours, gaps, (start, end))


def due_around(hours: Hours, start: int, seconds: int, gaps: Iterable[Span]) -> int:
    """
    Return when that many open seconds outside the gaps are used up.

    :raises NoOpenTime: if the calendar does not offer them within its reach
    """
    if seconds == 0:
        return start
    for gap_start, gap_end in join_spans(gaps):
        if gap_end <= start:
            continue
        before = hours.elapsed_seconds(start, gap_start) if gap_start > start else 0
        if before >= seconds:
            break
        seconds -= before
        start = gap_end
    return hours.due_second(start, seconds)


def due_back_around(hours: Hours, end: int, seconds: int, gaps: Iterable[Span]) -> int:
    """
    Return from when that many open seconds outside the gaps lead up to the end.

    :raises NoOpenTime: if the calendar does not offer them within its reach
    """
    if seconds == 0:
        return end
    for gap_start, gap_end in reversed(join_spans(gaps)):
        if gap_start >= end:
            continue
        after = hours.elapsed_seconds(gap_end, end) if gap_end < end else 0
        if after >= seconds:
            break
        seconds -= after
        end = gap_start
    return hours.due_back_second(end, seconds)
