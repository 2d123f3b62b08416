"""Weekly turns of being on call: pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
Who = TypeVar("Who")


def weekly_turns(
    people: Sequence[Who], first_day: date, changes_at: time, zone: ZoneInfo, weeks: int
) -> Iterator[tuple[Who, datetime, datetime]]:
    """
    Yield who is on call from when to when, each for a week in turn.

    It changes at the same time of day where the team is, also when its clocks change.
    """
    for week in range(weeks):
        starts = datetime.combine(first_day + week * WEEK, changes_at, zone)
        ends = datetime.combine(first_day + (week + 1) * WEEK, changes_at, zone)
        yield people[week % len(people)], starts, ends
