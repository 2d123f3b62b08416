"""What may still be lost in a month that runs, before a goal of the month is missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from core.language import mid_sentence
from core.wording import service_duration
from slm.choices import (
    LATE,
    Direction,
    GoalStanding,
    GoalVerdict,
    Outlook,
    PeriodMetric,
    Statistic,
)
from slm.durations import number_words
from slm.selectors.goals import goal_standing
from slm.selectors.instants import to_second
from slm.selectors.judging import MINUTE, MonthRow
from slm.selectors.month_words import value_words

# The most that there can be; of other figures there is no such thing.
BEST = {PeriodMetric.AVAILABILITY: Decimal(100), PeriodMetric.EXPERIENCE: Decimal(5)}
PERCENT = "%"
IN_DANGER = (Outlook.AT_RISK, Outlook.LOST)


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """
    Whether a goal of a month that runs can still be reached.

    `used` is how much, in percent, was lost of what the goal allows of the whole month;
    `left` what of time may still be: service seconds in full of availability, user
    minutes, negative once the goal is lost. Both are None of means and scores: they can
    recover, and are at risk if they would be missed as they stand.
    """

    row: MonthRow
    outlook: Outlook
    used: Decimal | None = None
    left: Decimal | None = None

    @property
    def words(self) -> str:
        """What may still be lost."""
        if self.outlook == Outlook.LOST:
            return _("more is lost than the goal allows of this month")
        if self.left is None:
            return self._without_time()
        is_time = self.row.target.metric == PeriodMetric.AVAILABILITY
        left = (
            service_duration(self.left)
            if is_time
            else value_words(self.row.target, self.left)
        )
        return _("%(time)s may still be lost this month") % {"time": left}

    def _without_time(self) -> str:
        if self.outlook == Outlook.TIGHT:
            return mid_sentence(Outlook.TIGHT.label)
        if self.used is None:
            return _("would be missed as it stands")
        return _("%s of what the goal allows is used up") % self.used_words

    @property
    def used_words(self) -> str:
        """How much of what the goal allows is used up, in whole percent, cut."""
        if self.used is None:
            return "–"
        whole = self.used.to_integral_value(ROUND_FLOOR)
        return _("%s %%") % number_words(whole)


def month_forecast(row: MonthRow) -> MonthForecast | None:
    """Return what may still be lost of a target of the month; nothing once it is over."""
    if not is_running(row):
        return None
    spent = _spent(row)
    if spent is None:
        if row.verdict != GoalVerdict.MISSED:
            return None
        outlook = Outlook.LOST if _is_for_good(row) else Outlook.AT_RISK
        return MonthForecast(row, outlook)
    lost, allowed, finely = spent
    left = (allowed - lost) / finely if finely else None
    used = lost * 100 / allowed if allowed else None
    whole = None if left is None else left.to_integral_value(ROUND_FLOOR)
    return MonthForecast(row, _outlook(lost, allowed), used, whole)


def month_standing(row: MonthRow) -> GoalStanding:
    """Return how its goal stands: while its month runs, nothing is decided yet."""
    if not is_running(row):
        return goal_standing(row.verdict, None)
    ahead = month_forecast(row)
    return goal_standing(row.verdict, ahead.outlook if ahead else Outlook.SAFE)


def is_running(row: MonthRow) -> bool:
    """Whether its month was not over when it was judged: nothing is decided yet."""
    at = row.as_of
    return at is not None and row.period.start <= at < row.period.end


def _is_for_good(row: MonthRow) -> bool:
    """Whether nothing that is measured later can mend it: the largest value is so."""
    target = row.target
    is_largest = target.statistic == Statistic.MAX
    return is_largest and target.direction == Direction.AT_MOST


def forecasts_of_months(rows: Iterable[MonthRow]) -> list[MonthForecast]:
    """Return what may still be lost, of those rows of which it can be said."""
    return [ahead for row in rows if (ahead := month_forecast(row))]


def _spent(row: MonthRow) -> tuple[Decimal, Decimal, int] | None:
    """
    Return what was lost, what may be of the whole month, and how finely time is counted.

    What only grows while the month runs is spent; a mean, or what is to be the least,
    is not.
    """
    if row.reckoned is None or row.target.metric == PeriodMetric.RESTORE:
        return None
    account, goal = row.reckoned.account, row.target.goal_value or Decimal(0)
    if row.target.metric == PeriodMetric.AVAILABILITY:
        start, end = to_second(row.period.start), to_second(row.period.end)
        agreed = row.reckoned.basis.hours.elapsed(start, end)
        # In seconds × percent, as losses are kept: nothing is rounded before the end.
        return Decimal(account.lost), agreed * (100 - goal), 100
    if row.target.metric == PeriodMetric.IMPACT:
        return Decimal(account.user_seconds), goal * MINUTE, MINUTE
    if row.target.direction == Direction.AT_MOST and row.value is not None:
        return row.value, goal, 0
    return None


def _outlook(lost: Decimal, allowed: Decimal) -> Outlook:
    if lost > allowed:
        return Outlook.LOST
    if not allowed:
        return Outlook.TIGHT
    return Outlook.AT_RISK if lost * 100 >= LATE * allowed else Outlook.SAFE


def share_used(row: MonthRow) -> Decimal | None:
    """
    Return in percent how much of what its goal allows a figure uses up; over 100 is missed.

    Of an availability the loss, of the most that may be the figure itself; of the least
    the goal as a share of the figure, where there is no best.
    """
    target, value = row.target, row.value
    if value is None or target.goal_value is None:
        return None
    used, room = target.goal_value, value
    best = _best_of(row)
    if target.direction == Direction.AT_MOST:
        used, room = value, target.goal_value
    elif best is not None:
        used, room = best - value, best - target.goal_value
    return used * 100 / room if room > 0 else None


def _best_of(row: MonthRow) -> Decimal | None:
    measure = row.target.measure
    if measure and measure.unit.strip() == PERCENT:
        return Decimal(100)
    return BEST.get(PeriodMetric(row.target.metric))
