"""Local clocks and the instants they show, where clocks are moved as well."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import tzdata

from calendars.definition import Definition, Window

# Seconds since 1970 from an opening to a closing, the latter excluded.
Span = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def second_of(at: datetime) -> int:
    """
    Return the instant in whole seconds since 1970, floored.

    :raises ValueError: if it has no time zone
    """
    if at.tzinfo is None:
        raise ValueError("Business time needs an instant with a time zone.")
    return (at - _EPOCH) // _SECOND


def instant_of(second: int) -> datetime:
    """Return the instant of that second, in UTC."""
    return datetime.fromtimestamp(second, UTC)


def local_second(day: date, minute: int, zone: ZoneInfo) -> int:
    """
    Return when the zone's clocks show that time for the first time.

    A time that the clocks skip is moved forward by what they skip.
    """
    return second_of(_local(day, minute, zone))


def tzdata_version() -> str:
    """Return the version of the time zone database, which `sms` sees to be the package's."""
    return str(tzdata.IANA_VERSION)


def _local(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight + timedelta(minutes=minute)


def _compile_window(day: date, window: Window, zone: ZoneInfo) -> Span:
    end = _local(day, window[1], zone)
    # The later reading: the second occurrence where clocks go back, and where
    # they skip the time, the one that moves forward.
    closing = max(second_of(end), second_of(end.replace(fold=1)))
    return local_second(day, window[0], zone), closing


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that overlap or touch joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _subtract(spans: list[Span], gap: Span) -> list[Span]:
    if gap[0] >= gap[1]:
        return spans
    pieces = []
    for start, end in spans:
        pieces += [(start, min(end, gap[0])), (max(start, gap[1]), end)]
    return [piece for piece in pieces if piece[0] < piece[1]]


def compile_day(definition: Definition, zone: ZoneInfo, day: date) -> list[Span]:
    """Return the open spans of a local day, in seconds since 1970."""
    windows = definition.windows_on(day)
    if not windows:
        return []
    # A day that a zone jumped over when it crossed the date line has no hours.
    if local_second(day, 0, zone) == local_second(day, 24 * 60, zone):
        return []
    spans = join_spans([_compile_window(day, window, zone) for window in windows])
    for window in definition.breaks.get(day, ()):
        spans = _subtract(spans, _compile_window(day, window, zone))
    return spans


def normalise_local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """
    Return the instant at which the zone's clocks show that time, in the zone.

    A time that they skip moves forward by what they skip; of a time that they
    show twice it is the first.
    """
    utc = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return utc.astimezone(zone)
