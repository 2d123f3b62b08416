"""What a promise needs of its legs in a usual week."""

import json
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from calendars.definition import Definition, parse_definition
from calendars.hours import Hours
from calendars.localtime import second_of
from calendars.models import CalendarVersion
from slm.chain import Need, Promise, Stage, worst_need
from slm.targets import TargetRule

HALF_A_YEAR = timedelta(days=182)


def needed(promise: Promise, stages: tuple[Stage, ...], day: date) -> Need:
    """Return the worst need in a week of winter and in one of summer."""
    found = [
        worst_need(promise, stages, monday_from(one))
        for one in (day, day + HALF_A_YEAR)
    ]
    return max(found, key=lambda need: need.needed - need.promised)


def monday_from(day: date) -> int:
    """Return the beginning of the Monday on or after the day, in UTC."""
    monday = day + timedelta(days=-day.weekday() % 7)
    return second_of(datetime.combine(monday, time.min, UTC))


def promise_on(rule: TargetRule, day: date) -> Promise:
    return Promise(weekly_hours(rule.calendar_id, day), rule.budget)


def weekly_hours(calendar_id: int, day: date) -> Hours:
    """
    Return the hours of a usual week, by the version that holds at the end of the day.

    Holidays are left out: the week that is looked at stands for all of them.
    """
    end = datetime.combine(day, time.max, UTC)
    versions = CalendarVersion.objects.filter(calendar=calendar_id)
    # An obstacle of its own if the calendar begins only later.
    version = (
        versions.filter(valid_from__lte=end).order_by("-valid_from").first()
        or versions.order_by("valid_from")[0]
    )
    agreed = version.definition
    usual = {name: agreed[name] for name in ("timezone", "weekly")}
    return _compiled(json.dumps(usual, sort_keys=True))


@lru_cache(maxsize=256)
def _compiled(definition: str) -> Hours:
    read: Definition = parse_definition(json.loads(definition))
    return Hours(read)
