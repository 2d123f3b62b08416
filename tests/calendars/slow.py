"""The same answers found by walking minute by minute and looking at the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.definition import Definition, Windows

MINUTE = timedelta(minutes=1)
# A day before and after, in whichever zone, and a day that clocks may jump over.
MARGIN = 64 * 60


class Walk:
    """What the clocks of a zone show in every minute from one instant to another."""

    def __init__(self, definition: Definition, first: datetime, last: datetime) -> None:
        self.definition = definition
        self.zone = ZoneInfo(definition.timezone)
        # Minutes since 1970, with a margin for the days at both ends.
        self.first, self.last = (int(at.timestamp()) // 60 for at in (first, last))
        self.shown: dict[datetime, list[int]] = {}
        for minute in range(self.first - MARGIN, self.last + MARGIN):
            wall = datetime.fromtimestamp(minute * 60, self.zone).replace(
                tzinfo=None, fold=0
            )
            self.shown.setdefault(wall, []).append(minute)

    def open_minutes(self) -> set[int]:
        """Return the open minutes, as minutes since 1970."""
        day = datetime.fromtimestamp(self.first * 60, UTC).date() - timedelta(days=1)
        last = datetime.fromtimestamp(self.last * 60, UTC).date() + timedelta(days=2)
        found: set[int] = set()
        while day < last:
            found |= self._open_on(day)
            day += timedelta(days=1)
        return {minute for minute in found if self.first <= minute < self.last}

    def _open_on(self, day: date) -> set[int]:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        if not any(midnight + n * MINUTE in self.shown for n in range(1440)):
            return set()
        minutes = self._minutes(midnight, self.definition.windows_on(day))
        return minutes - self._minutes(midnight, self.definition.breaks.get(day, ()))

    def _minutes(self, midnight: datetime, windows: Windows) -> set[int]:
        found: set[int] = set()
        for start, end in windows:
            opening = self._occurrences(midnight + start * MINUTE)[0]
            closing = self._occurrences(midnight + end * MINUTE)[-1]
            found |= set(range(opening, closing))
        return found

    def _occurrences(self, wall: datetime) -> list[int]:
        skipped = 0
        while wall - skipped * MINUTE not in self.shown:
            skipped += 1
            assert skipped <= 1440, "the walk began too late"
        return [minute + skipped for minute in self.shown[wall - skipped * MINUTE]]


def spans_of(minutes: set[int]) -> list[tuple[int, int]]:
    """Return the stretches of consecutive minutes, in seconds."""
    spans: list[tuple[int, int]] = []
    for minute in sorted(minutes):
        if spans and spans[-1][1] == minute * 60:
            spans[-1] = spans[-1][0], minute * 60 + 60
        else:
            spans.append((minute * 60, minute * 60 + 60))
    return spans
