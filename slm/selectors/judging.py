"""What a figure of a month comes to against its goal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from calendars.timetable import Timetable
from catalogue.models import Service
from core.evidence import Period
from core.periods import first_of
from slm.availability import Account, percentile
from slm.choices import (
    OF_OUTAGES,
    SECONDS_IN,
    Direction,
    GoalVerdict,
    PeriodMetric,
    Statistic,
)
from slm.models import AgreementVersion, Outage, Target
from slm.selectors.availability import PHASES, Basis, Reckoned, reckon
from slm.selectors.instants import to_second
from slm.selectors.month_words import goal_words, named_target, notes_of, value_words

MINUTE = 60
DAY = timedelta(days=1)
# What a target comes to, in its unit, and whether it is kept.
Judged = tuple[Decimal | None, GoalVerdict]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """
    One target of a month, for one service if it is about services.

    `value` is in the unit of the goal; None if there is none. `facts` are the numbers
    behind it, `notes` say what is missing for it, or not settled. `reckoned` are the
    outages behind it, `phases` where their downtime went; a frozen row keeps its
    numbers alone. `inherited_by` is the customer for whom it is judged, of what is
    promised to all. `as_of` is up to when a row reads that is not frozen.
    """

    target: Target
    version: AgreementVersion
    period: Period
    service: Service | None
    value: Decimal | None
    verdict: GoalVerdict
    facts: Mapping[str, int] = field(default_factory=dict)
    reckoned: Reckoned | None = None
    phases: Sequence[tuple[str, int]] = ()
    inherited_by: int | None = None
    as_of: datetime | None = None

    @property
    def title(self) -> str:
        """The target, and the service if it is about one and not named after it."""
        name, metric = self.target.name, self.target.metric
        return named_target(name, metric, self.service, joined=" – ")

    @property
    def month(self) -> date:
        """The first day of the month in which it lies."""
        return first_of(self.period.start)

    @property
    def is_of_outages(self) -> bool:
        return self.target.metric in OF_OUTAGES

    @property
    def notes(self) -> list[str]:
        return notes_of(self.target, self.facts)

    @property
    def goal(self) -> str:
        """The goal in words: “at least 99.5 %”."""
        return goal_words(self.target)

    @property
    def shown(self) -> str:
        return value_words(self.target, self.value)


def judge_outages(
    target: Target,
    version: AgreementVersion,
    service: Service,
    outages: Iterable[Outage],
    basis: Basis,
    period: Period,
    at: datetime,
) -> MonthRow:
    """Judge a target that outages tell of."""
    reckoned = reckon(service, outages, basis, period, at=at)
    value, verdict = judge(target, reckoned)
    return MonthRow(
        target=target,
        version=version,
        period=period,
        service=service,
        value=value,
        verdict=verdict,
        facts=_facts(target, reckoned),
        reckoned=reckoned,
        phases=_phases(reckoned),
    )


def _phases(reckoned: Reckoned) -> list[tuple[str, int]]:
    # In this order, the unknown last: keys of JSON have none.
    spent = reckoned.account.phases
    return [(name, spent[name]) for name in (*PHASES, "") if spent.get(name)]


def _facts(target: Target, reckoned: Reckoned) -> dict[str, int]:
    account = reckoned.account
    facts = {
        "agreed": account.agreed,
        "lost": account.lost,
        "downtime": account.downtime,
        "interruptions": account.count,
        "longest": account.longest,
        "disputed": reckoned.disputed,
    }
    if target.metric == PeriodMetric.IMPACT:
        facts["user_seconds"] = account.user_seconds
        facts["without_users"] = reckoned.without_users
    return facts


def judge(target: Target, reckoned: Reckoned) -> Judged:
    """Return what a target comes to by what outages took, and whether it is kept."""
    goal = target.goal_value or Decimal(0)
    if target.metric == PeriodMetric.AVAILABILITY:
        return _of_share(goal, reckoned.account)
    if target.metric != PeriodMetric.IMPACT:
        return _of_interruptions(PeriodMetric(target.metric), goal, reckoned.account)
    seconds = reckoned.account.user_seconds
    is_kept, value = seconds <= goal * MINUTE, Decimal(seconds // MINUTE)
    if is_kept and reckoned.without_users:
        return value, GoalVerdict.UNKNOWN
    return value, _verdict(is_kept)


def _of_share(goal: Decimal, account: Account) -> Judged:
    if account.availability is None:
        return None, GoalVerdict.NOTHING
    whole = account.agreed * 100
    # Compared in whole numbers, so that no rounding decides.
    is_kept = (whole - account.lost) * 100 >= goal * whole
    return account.availability * 100, _verdict(is_kept)


def _of_interruptions(metric: PeriodMetric, goal: Decimal, account: Account) -> Judged:
    """Judge how many interruptions there were, how long, and how far apart."""
    count, unit = account.count, SECONDS_IN.get(metric, 1)
    limit = goal * unit
    if not account.agreed or (metric == PeriodMetric.RESTORE and not count):
        return None, GoalVerdict.NOTHING
    if metric == PeriodMetric.RESTORE:
        found, is_kept = account.restore, account.downtime <= limit * count
    elif metric == PeriodMetric.BETWEEN:
        # Without a failure there is no mean: nothing could have kept it better.
        found = account.between
        is_kept = account.agreed - account.downtime >= limit * count
    else:
        found = count if metric == PeriodMetric.INTERRUPTIONS else account.longest
        is_kept = found <= limit
    return None if found is None else Decimal(found) / unit, _verdict(is_kept)


def _verdict(is_kept: bool) -> GoalVerdict:
    return GoalVerdict.KEPT if is_kept else GoalVerdict.MISSED


def judge_ratings(
    target: Target, version: AgreementVersion, scores: Sequence[int], period: Period
) -> MonthRow:
    """Judge an experience score by the ratings of the period."""
    count, total = len(scores), sum(scores)
    needed = target.least_answers or 1
    value = Decimal(total) / count if count else None
    verdict = GoalVerdict.NOTHING
    if count:
        is_kept = total >= (target.goal_value or 0) * count
        verdict = GoalVerdict.UNKNOWN if count < needed else _verdict(is_kept)
    shown = None if value is None else value.quantize(Decimal("0.01"))
    facts = {"ratings": count, "least": needed}
    return MonthRow(target, version, period, target.service, shown, verdict, facts)


def judge_values(
    target: Target,
    version: AgreementVersion,
    hours: Timetable,
    measured: Iterable[tuple[datetime, Decimal]],
    period: Period,
    at: datetime,
) -> MonthRow:
    """Judge a measured value by what was measured within service hours."""
    measure = target.measure
    if measure is None:
        return MonthRow(target, version, period, None, None, GoalVerdict.UNKNOWN)
    end = min(period.end, at)
    counting = [
        (second, value)
        for when, value in measured
        if period.start <= when < end and is_open(hours, second := to_second(when))
    ]
    missing, days = missing_days(hours, [when for when, _value in counting], period, at)
    values = [value for _when, value in counting]
    verdict = GoalVerdict.UNKNOWN
    if values:
        is_kept = _is_within(values, target)
        # What is missing is never taken for met.
        verdict = _verdict(is_kept) if not (is_kept and missing) else verdict
    facts = {"values": len(values), "missing": missing, "days": days}
    value = statistic_of(values, target.statistic)
    return MonthRow(target, version, period, measure.service, value, verdict, facts)


def _is_within(values: Sequence[Decimal], target: Target) -> bool:
    """Whether what was measured is as good as promised, before anything is rounded."""
    goal, found = (
        target.goal_value or Decimal(0),
        statistic_of(values, target.statistic),
    )
    if found is None or target.statistic == Statistic.MEAN:
        goal, found = goal * len(values), sum(values, Decimal(0))
    return found <= goal if target.direction == Direction.AT_MOST else found >= goal


def is_open(hours: Timetable, second: int) -> bool:
    """Whether the service is agreed to be there in that second."""
    return hours.hours_at(second).is_open_second(second)


def missing_days(
    hours: Timetable,
    seconds: Sequence[int],
    period: Period,
    at: datetime,
) -> tuple[int, int]:
    """Return on how many days with service hours, of how many, there is no value."""
    days = missing = 0
    day = period.start
    until = min(period.end, at)
    known = sorted(seconds)
    place = 0
    while day < until:
        start, end = to_second(day), to_second(min(day + DAY, until))
        while place < len(known) and known[place] < start:
            place += 1
        if end > start and hours.elapsed(start, end):
            days += 1
            missing += place == len(known) or known[place] >= end
        day += DAY
    return missing, days


def statistic_of(values: Sequence[Decimal], statistic: str) -> Decimal | None:
    """Return the mean, the 95th percentile (nearest rank) or the largest of the values."""
    if not values:
        return None
    if statistic == Statistic.MAX:
        return max(values)
    if statistic == Statistic.P95:
        return percentile(values, 95)
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.001"))
