"""
Speed of `due`, which must not depend on the length of the span.

Calls are timed in turns over one year and over ten, so that a noisy machine
disturbs both alike; the ratio is that of the medians.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from calendars.definition import parse_definition
from calendars.hours import Hours
from calendars.localtime import second_of

CLAIMED_CALLS = 100_000
CLAIMED_RATIO = 1.2
CALLS, ROUNDS = 20_000, 15
WORKING_YEAR = 250 * 8 * 3600

DESK = {
    "timezone": "Europe/Berlin",
    "weekly": {
        day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    },
    "yearly_holidays": ["01-01", "05-01", "10-03", "12-25", "12-26"],
    "holidays": ["2026-04-03", "2026-04-06", "2026-05-14", "2026-05-25"],
}


def calls_a_second(hours: Hours, starts: list[int], budget: int) -> float:
    due = hours.due_second
    begin = time.perf_counter()
    for start in starts:
        due(start, budget)
    return len(starts) / (time.perf_counter() - begin)


def main() -> int:
    hours = Hours(parse_definition(DESK), "Desk")
    first = second_of(datetime(2026, 1, 5, 9, tzinfo=UTC))
    starts = [first + place * 997 for place in range(CALLS)]
    year: list[float] = []
    decade: list[float] = []
    for _round in range(ROUNDS):
        year.append(calls_a_second(hours, starts, WORKING_YEAR))
        decade.append(calls_a_second(hours, starts, 10 * WORKING_YEAR))
    ratio = median(year) / median(decade)
    print(f"due, {ROUNDS} rounds of {CALLS:,} calls, weekdays 9 to 17 with holidays")
    print(f"  one year:  {median(year):>12,.0f} calls a second")
    print(f"  ten years: {median(decade):>12,.0f} calls a second")
    print(f"  ratio:     {ratio:>12.2f} (claimed: at most {CLAIMED_RATIO})")
    return int(ratio > CLAIMED_RATIO or median(year) < CLAIMED_CALLS)


if __name__ == "__main__":
    sys.exit(main())
