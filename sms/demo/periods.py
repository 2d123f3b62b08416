"""Closed months, one of them revised; a repair that was approved; a what-if."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F

from calendars.models import Calendar, CalendarVersion
from calendars.services import add_calendar_version
from core.evidence import Period
from core.models import User
from core.periods import first_of, month, shift
from core.system_users import system_user
from slm.choices import Leg, Metric, Verdict
from slm.models import Agreement, Clock, Exclusion, PeriodResult, Repair, WhatIf
from slm.selectors import Substitution, effect_of_repair, periods_to_revise
from slm.services import (
    apply_repair,
    approve_exclusion,
    approve_repair,
    close_period,
    recalculate_clocks,
    replay_what_if,
    request_exclusion,
    request_repair,
    revise_period,
)
from sms.demo import world

MONTHS = 6
FORGOTTEN = "The works outing was agreed as a day without service, and forgotten."
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def settle_periods(anchor: datetime) -> None:
    """Close the last months."""
    if not PeriodResult.objects.exists():
        _close(anchor)


def settle_corrections(anchor: datetime) -> None:
    """Revise a closed month, put hours right, and ask what others would have meant."""
    if not PeriodResult.objects.filter(revision=2).exists():
        _revise(anchor)
    if not Repair.objects.exists():
        _repair(anchor)
    if not WhatIf.objects.exists():
        _replay(anchor)


def _close(anchor: datetime) -> None:
    for back in range(MONTHS, 0, -1):
        first = shift(first_of(anchor), -back)
        at = month(first).end + timedelta(minutes=3)
        close_period(month=first, actor=system_user("slm"), at=at)


def _revise(anchor: datetime) -> None:
    """Exclude a day of the month before last, and revise whatever that changes."""
    agent, manager = _signing_in("agent"), _signing_in("manager")
    found = _narrowly_late(month(shift(first_of(anchor), -2)))
    if found is None or found.late_from is None:
        return
    asked = request_exclusion(
        exclusion=Exclusion(
            reason="customer",
            text="The customer's own line was down; it said so three weeks later.",
            start=found.late_from - 30 * HOUR,
            end=found.late_from + 20 * HOUR,
            record=found.record,
        ),
        actor=agent,
        at=anchor - 6 * DAY,
    )
    why = "The customer's letter is attached to the incident."
    about: dict[str, Any] = {"actor": manager, "at": anchor - 5 * DAY}
    approve_exclusion(number=asked.number, reason=why, **about)
    _follow(asked, anchor)
    for change in periods_to_revise(manager):
        result = change.result
        revise_period(
            number=result.agreement.number,
            month=result.month,
            reason=f"{asked.number} was approved after the month was closed.",
            **about,
        )


def _narrowly_late(period: Period) -> Clock | None:
    """Return an answer that came a little late, of what was solved in time."""
    clocks = Clock.objects.promised_to_customers().decided_within(period)
    solved = clocks.filter(metric=Metric.RESOLUTION, verdict=Verdict.MET)
    broken = clocks.filter(
        metric=Metric.FIRST_RESPONSE,
        verdict=Verdict.BREACHED,
        stopped_at__isnull=False,
        record__is_confidential=False,
        record__in=solved.values("record"),
    )
    overrun = F("elapsed_seconds") - F("budget_seconds")
    return broken.select_related("record").order_by(overrun, "pk").first()


def _repair(anchor: datetime) -> None:
    """Enter a day off that was forgotten, and let it hold from when it was."""
    manager, lead = _signing_in("manager"), _signing_in("lead")
    begin = anchor.replace(microsecond=0)
    found = _forgotten_day(begin)
    if found is None:
        return
    wrong, day = found
    add_calendar_version(
        number=wrong.calendar.number,
        definition=_with_day_off(wrong.definition, day),
        valid_from=begin,
        actor=manager,
        at=begin,
    )
    # Open clocks follow it from now on; what was, only by the repair.
    _follow(wrong.calendar, anchor)
    right = wrong.calendar.versions.latest("number")
    repair = Repair(text=FORGOTTEN, calendar_version=right, effective_on=day)
    asked = request_repair(repair=repair, actor=lead, at=anchor)
    approve_repair(number=asked.number, reason="Agreed.", actor=manager, at=anchor)
    step: dict[str, Any] = {"item": asked.item, "actor": system_user("slm")}
    apply_repair(**step, at=anchor, batch=10_000)


def _forgotten_day(begin: datetime) -> tuple[CalendarVersion, date] | None:
    """Return a day on which a day off changes times, but no verdict that was told."""
    agreement = Agreement.objects.filter(leg=Leg.SLA).earliest("pk")
    version = agreement.versions.published().latest("number")
    target = version.targets.filter(metric=Metric.RESOLUTION).latest("pk")
    wrong = target.calendar.versions.latest("number")
    for back in range(2, 20):
        day = (begin - back * DAY).date()
        right = CalendarVersion(
            calendar=target.calendar,
            number=wrong.number + 1,
            valid_from=begin,
            definition=_with_day_off(wrong.definition, day),
        )
        repair = Repair(calendar_version=right, effective_on=day)
        effect = effect_of_repair(repair, at=begin)
        if effect["changed"] and not effect["verdicts"]:
            return wrong, day
    return None


def _with_day_off(definition: Mapping[str, Any], day: date) -> dict[str, Any]:
    holidays = [
        *(one for one in definition["holidays"] if one["date"] != day.isoformat()),
        {"date": day.isoformat(), "name": "Works outing"},
    ]
    return {**definition, "holidays": holidays}


def _replay(anchor: datetime) -> None:
    """Ask what three quarters of each time would have meant last month."""
    agreement = Agreement.objects.filter(leg=Leg.SLA).earliest("pk")
    version = agreement.versions.published().latest("number")
    replay_what_if(
        terms=Substitution(version, percent=75),
        first_on=shift(first_of(anchor), -1),
        last_on=first_of(anchor) - DAY,
        keep=bool,
        tell=lambda done, total: None,
        actor=_signing_in("manager"),
        at=anchor - HOUR,
    )


def _follow(subject: Exclusion | Calendar, at: datetime) -> None:
    """Bring the clocks in step: nobody is told of what a demonstration says."""
    step: dict[str, Any] = {"item": subject.item, "actor": system_user("slm")}
    recalculate_clocks(**step, at=at, batch=10_000)


def _signing_in(name: str) -> User:
    member = next(one for one in world.PEOPLE if one.sign_in == name)
    return User.objects.get(email=member.email)
