"""Open spans with a running sum: what a calendar looks its answers up in."""

from bisect import bisect_right
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Table:
    """The spans of some whole years; answers for instants from start to end."""

    first_year: int
    last_year: int
    start: int
    end: int
    opens: list[int]
    closes: list[int]
    sums: list[int]
    days: list[int]

    def worked(self, second: int) -> int:
        place = bisect_right(self.opens, second) - 1
        if place < 0:
            return 0
        left = self.closes[place] - second
        return self.sums[place] - left if left > 0 else self.sums[place]


# Answers for no instant: whatever comes first is compiled then.
NOTHING = Table(LAST_YEAR, FIRST_YEAR, 1, 0, [], [], [], [])
