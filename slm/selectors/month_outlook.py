"""What may still be lost in a month that runs, before its goal is missed."""

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from slm.choices import PeriodMetric
from slm.selectors.instants import to_second
from slm.selectors.judging import MonthRow


def time_left(row: MonthRow, at: datetime) -> int | None:
    """
    Return how many service seconds may still be lost in full until the month ends.

    Negative once more was lost than the goal allows of the agreed service time of the
    whole month; None if it is over, or the target is not one of availability.
    """
    if row.target.metric != PeriodMetric.AVAILABILITY or row.reckoned is None:
        return None
    if not row.period.start <= at < row.period.end:
        return None
    start, end = to_second(row.period.start), to_second(row.period.end)
    agreed = row.reckoned.basis.hours.elapsed(start, end)
    # In seconds × percent, as losses are kept: nothing is rounded before the end.
    allowed = agreed * (100 - (row.target.goal_value or Decimal(0)))
    left = (allowed - row.reckoned.account.lost) / 100
    return int(left.to_integral_value(ROUND_FLOOR))
