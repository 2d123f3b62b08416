"""What a figure of a month comes to against its goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars.selectors import timetable_of
from calendars.timetable import Timetable
from catalogue.models import Service
from core.evidence import Period
from core.wording import service_duration
from records.models import Rating
from slm.availability import percentile
from slm.choices import Direction, GoalVerdict, PeriodMetric, Statistic
from slm.durations import plain_number
from slm.models import AgreementVersion, MeasuredValue, Outage, Target
from slm.selectors.availability import Reckoned, basis_of, reckon
from slm.selectors.instants import to_second

MINUTE = 60
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """
    One target of a month, for one service if it is about services.

    `value` is in the unit of the goal; None if there is none. `notes` say what is
    missing for it, or not settled.
    """

    target: Target
    version: AgreementVersion
    period: Period
    service: Service | None
    value: Decimal | None
    verdict: GoalVerdict
    notes: Sequence[str] = ()
    reckoned: Reckoned | None = None

    @property
    def goal(self) -> str:
        """The goal in words: “at least 99.5 %”."""
        return goal_words(self.target)

    @property
    def shown(self) -> str:
        return value_words(self.target, self.value)


def goal_words(target: Target) -> str:
    """Say what a target of a month promises: “at most 300 ms (95th percentile)”."""
    direction = Direction(target.direction).label if target.direction else ""
    statistic = f" ({Statistic(target.statistic).label})" if target.statistic else ""
    return f"{direction} {value_words(target, target.goal_value)}{statistic}".strip()


def value_words(target: Target, value: Decimal | None) -> str:
    """Say a figure in the unit of its target."""
    if value is None:
        return "–"
    if target.metric == PeriodMetric.RESTORE:
        return service_duration(value * MINUTE)
    shown = number_format(plain_number(value), force_grouping=True)
    if target.metric == PeriodMetric.AVAILABILITY:
        return _("%s %%") % shown
    if target.metric == PeriodMetric.IMPACT:
        return _("%s user minutes") % shown
    if target.metric == PeriodMetric.MEASURED and target.measure:
        return f"{shown} {target.measure.unit}"
    return str(shown)


def judge_outages(
    target: Target,
    version: AgreementVersion,
    service: Service,
    outages: Iterable[Outage],
    period: Period,
    at: datetime,
) -> MonthRow:
    """Judge a target that outages tell of."""
    reckoned = reckon(service, outages, basis_of(target, version), period, at=at)
    value, verdict = judge(target, reckoned)
    return MonthRow(
        target=target,
        version=version,
        period=period,
        service=service,
        value=value,
        verdict=verdict,
        notes=_notes(target, reckoned),
        reckoned=reckoned,
    )


def judge(target: Target, reckoned: Reckoned) -> tuple[Decimal | None, GoalVerdict]:
    """Return what a target comes to by what outages took, and whether it is kept."""
    account, goal = reckoned.account, target.goal_value or Decimal(0)
    if target.metric == PeriodMetric.AVAILABILITY:
        if account.availability is None:
            return None, GoalVerdict.NOTHING
        whole = account.agreed * 100
        # Compared in whole numbers, so that no rounding decides.
        is_kept = (whole - account.lost) * 100 >= goal * whole
        return account.availability * 100, _verdict(is_kept)
    if target.metric == PeriodMetric.RESTORE:
        if account.restore is None:
            return None, GoalVerdict.NOTHING
        is_kept = account.downtime <= goal * MINUTE * account.count
        return Decimal(account.restore) / MINUTE, _verdict(is_kept)
    is_kept = account.user_seconds <= goal * MINUTE
    value = Decimal(account.user_seconds // MINUTE)
    if is_kept and reckoned.without_users:
        return value, GoalVerdict.UNKNOWN
    return value, _verdict(is_kept)


def _verdict(is_kept: bool) -> GoalVerdict:
    return GoalVerdict.KEPT if is_kept else GoalVerdict.MISSED


def _notes(target: Target, reckoned: Reckoned) -> list[str]:
    notes = []
    if count := reckoned.disputed:
        text = ngettext("%d outage is disputed", "%d outages are disputed", count)
        notes.append(text % count)
    missing = reckoned.without_users
    if missing and target.metric == PeriodMetric.IMPACT:
        text = ngettext(
            "of %d outage nobody said how many users it hit",
            "of %d outages nobody said how many users they hit",
            missing,
        )
        notes.append(text % missing)
    return notes


def judge_ratings(
    target: Target, version: AgreementVersion, period: Period
) -> MonthRow:
    """Judge an experience score by the ratings of the period."""
    found = ratings_of(target, version, period).aggregate(
        n=Count("pk"), sum=Sum("score")
    )
    count, total = found["n"], found["sum"] or 0
    needed = target.least_answers or 1
    value = Decimal(total) / count if count else None
    verdict, notes = GoalVerdict.NOTHING, []
    if count:
        verdict = _verdict(total >= (target.goal_value or 0) * count)
    if count < needed:
        verdict = GoalVerdict.UNKNOWN if count else GoalVerdict.NOTHING
        text = ngettext(
            "%(n)d rating of %(least)d", "%(n)d ratings of %(least)d", count
        )
        notes.append(text % {"n": count, "least": needed})
    else:
        notes.append(ngettext("%d rating", "%d ratings", count) % count)
    shown = None if value is None else value.quantize(Decimal("0.01"))
    return MonthRow(target, version, period, target.service, shown, verdict, notes)


def ratings_of(
    target: Target, version: AgreementVersion, period: Period
) -> QuerySet[Rating]:
    """Return the ratings that an experience score is the mean of."""
    ratings = Rating.objects.filter(rated_at__gte=period.start, rated_at__lt=period.end)
    if version.agreement.customer_id:
        ratings = ratings.filter(record__customer=version.agreement.customer_id)
    if target.service_id:
        ratings = ratings.filter(record__service=target.service_id)
    elif services := list(version.services.values_list("pk", flat=True)):
        ratings = ratings.filter(record__service__in=services)
    return ratings


def judge_values(
    target: Target, version: AgreementVersion, period: Period, at: datetime
) -> MonthRow:
    """Judge a measured value by what was measured within service hours."""
    measure = target.measure
    if measure is None:
        return MonthRow(
            target, version, period, None, None, GoalVerdict.UNKNOWN, [_("no measure")]
        )
    hours = timetable_of(target.calendar)
    rows = MeasuredValue.objects.filter(
        measure=measure, at__gte=period.start, at__lt=min(period.end, at)
    ).values_list("at", "value")
    seconds = [(to_second(when), value) for when, value in rows]
    counting = [(when, value) for when, value in seconds if is_open(hours, when)]
    missing, days = missing_days(hours, [when for when, _value in counting], period, at)
    value = statistic_of([value for _when, value in counting], target.statistic)
    notes, verdict = [], GoalVerdict.UNKNOWN
    if value is not None:
        goal = target.goal_value or Decimal(0)
        is_kept = (
            value <= goal if target.direction == Direction.AT_MOST else value >= goal
        )
        # What is missing is never taken for met.
        unsettled = is_kept and missing > 0
        verdict = GoalVerdict.UNKNOWN if unsettled else _verdict(is_kept)
    if missing:
        notes.append(
            _("no values for %(missing)d of %(days)d days")
            % {"missing": missing, "days": days}
        )
    return MonthRow(target, version, period, measure.service, value, verdict, notes)


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
