"""
What happened in half a year: pure, from a seed, without a database.

Every incident has a stream of random numbers of its own, so that a seeding that was
cut off goes on with the same ones. An incident's course is planned in the service
time of its own calendar: how much of its budget it uses up is decided first.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from calendars.hours import Hours
from records.models.matrix import STANDARD_CELLS
from sms.demo import promises, world
from sms.demo.course import (
    Act,
    Course,
    Situation,
    end_of,
    handed_over,
    living_course,
    whole_course,
)
from sms.demo.stories import CONFIDENTIAL, STORIES, SUPPLIER_NOTES, Story

SEED = 20_000
DAYS = 182
ZONE = ZoneInfo("Europe/Berlin")
WEEKDAYS = (135, 112, 104, 102, 85, 16, 11)
# Per hour of the day: mornings, a dip at noon, few at night.
HOURS = (1, 1, 1, 1, 1, 3, 9, 34, 78, 96, 82, 62, 38, 56, 64, 52, 38, 22, 10, 6, 4, 3)
LATE = (2, 1)
PRIORITIES = {1: 3, 2: 12, 3: 46, 4: 39}
CHANNELS = {"phone": 40, "portal": 34, "mail": 20, "monitoring": 6}
NIGHT_CHANNELS = {"phone": 30, "monitoring": 70}
# Of the open ones at the end, those that are made to be looked at.
LIVING = (
    *["on_track"] * 9,
    *["at_risk"] * 6,
    *["breached"] * 4,
    *["paused"] * 5,
)
# Of these, those that a supplier has: one on track, one late, by its fault.
SUPPLIED = (2, 15)
TOLD_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class PlannedIncident:
    """One incident with everything that happens to it, in order."""

    index: int
    situation: Situation
    outcome: str
    acts: tuple[Act, ...]

    @property
    def opened_at(self) -> datetime:
        return self.acts[0].at

    @property
    def is_open(self) -> bool:
        return end_of(self.acts) == "open"


@lru_cache(maxsize=2)
def make_plan(
    anchor: datetime, count: int, seed: int = SEED
) -> tuple[PlannedIncident, ...]:
    """
    Return what happened in the months before `anchor`, in the order of opening.

    The last of them are the living backlog: open, and on track, at risk, late or
    waiting at that instant.
    """
    living = LIVING[: min(len(LIVING), count // 5)]
    openings = _openings(anchor, count - len(living), seed)
    past = [_past(i, opened_at, anchor, seed) for i, opened_at in enumerate(openings)]
    now = [
        _living(len(past) + place, place, outcome, anchor, seed)
        for place, outcome in enumerate(living)
    ]
    return (*past, *now)


def in_order_of_making(
    plan: tuple[PlannedIncident, ...],
) -> list[PlannedIncident]:
    """
    Return the order in which to make them: what is open first, then months backwards.

    The queue is worth looking at within seconds, and the present month soon after.
    """
    return sorted(
        plan,
        key=lambda planned: (
            not planned.is_open,
            0 if planned.is_open else -planned.opened_at.year,
            0 if planned.is_open else -planned.opened_at.month,
            planned.opened_at,
            planned.index,
        ),
    )


def month_of_trouble(anchor: datetime) -> tuple[int, int]:
    """Return year and month of the whole month before the last one."""
    local = anchor.astimezone(ZONE)
    months = local.year * 12 + local.month - 1 - 2
    return months // 12, months % 12 + 1


def _openings(anchor: datetime, count: int, seed: int) -> list[datetime]:
    rng = Random(f"{seed}/openings")
    last = anchor.astimezone(ZONE).date()
    days = [last - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [_weight_of(day) for day in days]
    found: list[datetime] = []
    while len(found) < count:
        day = rng.choices(days, weights)[0]
        hour = rng.choices(range(24), (*HOURS, *LATE))[0]
        moment = time(hour, rng.randrange(60), rng.randrange(60))
        opened_at = datetime.combine(day, moment, ZONE)
        if opened_at < anchor - timedelta(minutes=5):
            found.append(opened_at.astimezone(anchor.tzinfo))
    return sorted(found)


def _weight_of(day: date) -> float:
    hours = promises.hours_of(promises.PLACE_OF[world.ALDER], day.year)
    is_holiday = day.weekday() < 5 and not hours.is_working_day(day)
    return WEEKDAYS[day.weekday()] * (0.15 if is_holiday else 1)


def _past(
    index: int, opened_at: datetime, anchor: datetime, seed: int
) -> PlannedIncident:
    rng = Random(f"{seed}/{index}")
    is_trouble = (opened_at.year, opened_at.month) == month_of_trouble(anchor)
    situation = _situation(rng, opened_at, is_trouble)
    breaches = situation.service.breaches
    if is_trouble and situation.service.name == world.TROUBLED:
        breaches = world.TROUBLE_BREACHES
    outcome, share = _outcome(rng, breaches)
    acts = whole_course(rng, situation, _course(situation, opened_at), outcome, share)
    kept = tuple(act for act in acts if act.at < anchor)
    return PlannedIncident(index, situation, outcome, kept)


def _outcome(rng: Random, breaches: float) -> tuple[str, float]:
    """Return how it ends, and how much of its budget it will have used up."""
    luck = rng.random()
    if luck < 0.03:
        return "cancelled", rng.uniform(0.05, 0.3)
    if luck < 0.03 + breaches:
        return "breached", rng.uniform(1.08, 2.4)
    if luck < 0.09 + breaches:
        return "near_miss", rng.uniform(0.86, 0.97)
    return "met", 0.06 + 0.72 * rng.betavariate(1.6, 2.6)


def _living(
    index: int, place: int, outcome: str, anchor: datetime, seed: int
) -> PlannedIncident:
    rng = Random(f"{seed}/{index}")
    low, high = {
        "on_track": (0.08, 0.5),
        "at_risk": (0.78, 0.95),
        "breached": (1.1, 1.6),
        "paused": (0.2, 0.7),
    }[outcome]
    situation = _situation(rng, anchor, is_trouble=False)
    situation = replace(situation, priority=rng.choice((2, 3, 3, 4)))
    if place % 8 == 0:
        situation = replace(situation, requester=_vip_of(situation.customer))
    if place == 1:
        situation = _about_somebody(rng, situation)
    course = _course(situation, anchor)
    used = int(course.budget * rng.uniform(low, high))
    waiting = rng.randrange(900, 7200) if outcome == "paused" else 0
    until = anchor - timedelta(seconds=waiting)
    course = _course(situation, course.hours.due_back(until, used))
    acts = living_course(rng, situation, course, outcome, until)
    if place in SUPPLIED:
        acts = _with_supplier(situation, acts)
    kept = tuple(act for act in acts if act.at < anchor)
    return PlannedIncident(index, situation, outcome, kept)


def _with_supplier(situation: Situation, acts: list[Act]) -> list[Act]:
    """Let a supplier have it since shortly after what was done last."""
    last = acts[-1]
    handed = handed_over(situation, last.at + TOLD_AFTER, last.who)
    theirs = replace(handed, values={**handed.values, "is_in_control": True})
    answer = {"text": SUPPLIER_NOTES[0]}
    answered = Act("supplier_answered", theirs.at + TOLD_AFTER, last.who, answer)
    return [*acts, theirs, answered]


def _course(situation: Situation, opened_at: datetime) -> Course:
    hours: Hours = promises.hours_of(
        promises.calendar_name(situation.customer, situation.priority), opened_at.year
    )
    budget = promises.resolution_budget(
        situation.customer, situation.service.name, situation.priority
    )
    seconds = hours.elapsed(opened_at, hours.due(opened_at, budget))
    response = promises.response_seconds(situation.priority)
    return Course(hours, seconds, response, opened_at)


def _situation(rng: Random, opened_at: datetime, is_trouble: bool) -> Situation:
    customer = _choose(rng, {c.name: c.share for c in world.CUSTOMERS.values()})
    offered = [s for s in world.SERVICES if customer in s.customers]
    weights = {
        s.name: s.share
        * (world.TROUBLE_FACTOR if is_trouble and s.name == world.TROUBLED else 1)
        for s in offered
    }
    service = world.SERVICES_BY_NAME[_choose(rng, weights)]
    story: Story = rng.choice(STORIES[service.name])
    is_night = not 6 <= opened_at.astimezone(ZONE).hour < 20
    desk = world.members_of(world.DESK)
    line = world.members_of(service.team)
    return Situation(
        customer=customer,
        service=service,
        story=story,
        requester=rng.choice(world.people_of(customer)),
        priority=_choose(rng, PRIORITIES),
        levels=rng.random(),
        channel=_choose(rng, NIGHT_CHANNELS if is_night else CHANNELS),
        agent=rng.choice(desk),
        expert=rng.choice(line),
    )


def _about_somebody(rng: Random, situation: Situation) -> Situation:
    """Return one that not everybody at the desk is to see."""
    service = world.SERVICES_BY_NAME["Accounts and access"]
    return replace(
        situation,
        service=service,
        story=CONFIDENTIAL,
        expert=rng.choice(world.members_of(service.team)),
        channel="phone",
        is_confidential=True,
    )


def _vip_of(customer: str) -> world.Member:
    people = world.people_of(customer)
    return next((member for member in people if member.is_vip), people[0])


def levels_for(priority: int, share: float) -> tuple[int, int]:
    """Return impact and urgency that give this priority, by the standard matrix."""
    pairs = [cell for cell, value in STANDARD_CELLS.items() if value == priority]
    impact, urgency = pairs[int(share * len(pairs))].split("-")
    return int(impact), int(urgency)


def _choose(rng: Random, weights: dict[Any, int]) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]
