"""The course of one incident, planned act by act in its own service time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from calendars.hours import Hours
from sms.demo import stories, world

MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does with the incident."""

    name: str
    at: datetime
    who: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """Who reports what, how, and who will work on it."""

    customer: str
    service: world.Service
    story: stories.Story
    requester: world.Member
    priority: int
    levels: float
    channel: str
    agent: world.Member
    expert: world.Member
    is_confidential: bool = False


class Course:
    """Where an incident stands in time, and what has been done with it so far."""

    def __init__(
        self, hours: Hours, budget: int, response: int, opened_at: datetime
    ) -> None:
        self.hours = hours
        self.budget = budget
        self.response = response
        self.at = opened_at
        self.acts: list[Act] = []

    def work(self, seconds: float) -> None:
        """Let service time pass."""
        self.at = self.hours.due(self.at, max(60, int(seconds)))

    def wait(self, seconds: float) -> None:
        """Let time pass by everybody's clock."""
        self.at += timedelta(seconds=max(60, int(seconds)))

    def do(self, name: str, who: str, **values: Any) -> None:
        self.acts.append(Act(name, self.at, who, values))


def end_of(acts: tuple[Act, ...]) -> str:
    """Return how the incident stands after these acts: open, resolved or ended."""
    ends = {"resolve": "resolved", "reopen": "open", "close": "ended"}
    ends |= {"cancel": "ended", "close_by_time": "ended"}
    found = [ends[act.name] for act in acts if act.name in ends]
    return found[-1] if found else "open"


def whole_course(
    rng: Random, situation: Situation, course: Course, outcome: str, share: float
) -> list[Act]:
    """Plan an incident from its opening to its end, using up `share` of its budget."""
    total = course.budget * share
    worker, used = _begin(rng, situation, course, total)
    if outcome == "cancelled":
        course.work(total - used)
        course.do("cancel", worker, reason=rng.choice(stories.CANCELLATIONS))
        return course.acts
    worker = _middle(rng, situation, course, worker, total - used)
    _resolve(rng, situation, course, worker)
    if outcome == "met" and share < 0.75 and rng.random() < 0.055:
        _reopen(rng, situation, course, worker)
    _end(rng, situation, course, outcome)
    return course.acts


def living_course(
    rng: Random, situation: Situation, course: Course, outcome: str, until: datetime
) -> list[Act]:
    """Plan an incident that is still open; a paused one waits since `until`."""
    total = course.hours.elapsed(course.at, until)
    worker, used = _begin(rng, situation, course, total)
    if rng.random() < 0.6 and situation.expert.team != world.DESK:
        course.work((total - used) * 0.4)
        worker = _hand_over(rng, situation, course, worker)
    elif rng.random() < 0.5:
        course.work((total - used) * 0.3)
        course.do("note", worker, text=situation.story.finding)
    if outcome == "paused":
        course.at = max(until, course.at + timedelta(minutes=1))
        _ask(rng, course, worker, rng.uniform(0.5, 2) * DAY)
    return course.acts


def _begin(
    rng: Random, situation: Situation, course: Course, total: float
) -> tuple[str, float]:
    """Open it and begin to work on it; return who does, and the time used up."""
    is_slow = rng.random() < 0.04
    factor = rng.uniform(1.1, 2) if is_slow else rng.uniform(0.08, 0.75)
    until_start = min(course.response * factor, total * 0.5)
    opener = {
        "portal": situation.requester.name,
        "monitoring": "",
    }.get(situation.channel, situation.agent.name)
    holds = situation.channel == "phone"
    course.do("open", opener, holds=holds)
    agent = situation.agent.name
    used = 0.0
    if not holds:
        used += max(60, until_start * 0.4)
        course.work(until_start * 0.4)
        course.do("assign", agent, team=world.DESK, person=agent)
    if situation.is_confidential:
        course.do("hide", agent)
    used += max(60, until_start * 0.6)
    course.work(until_start * 0.6)
    if rng.random() < 0.7:
        course.do("reply", agent, text=rng.choice(stories.FIRST_REPLIES))
    course.do("start", agent)
    return agent, used


def _middle(
    rng: Random, situation: Situation, course: Course, worker: str, rest: float
) -> str:
    """Work on it, with what may come between; return who does at the end."""
    needs_expert = situation.expert.team != world.DESK and rng.random() < 0.45
    parts = [
        *(["hand_over"] if needs_expert else []),
        *(["ask"] if rng.random() < 0.2 else []),
        *(["supplier"] if rng.random() < 0.07 else []),
        *(["note"] if rng.random() < 0.35 else []),
        *(["update"] if rng.random() < 0.2 else []),
    ]
    shares = [rng.uniform(0.4, 1) for _part in (*parts, "end")]
    for part, share in zip(parts, shares, strict=False):
        slice_ = rest * share / sum(shares)
        course.work(slice_ / 2 if part == "supplier" else slice_)
        if part == "hand_over":
            worker = _hand_over(rng, situation, course, worker)
        elif part == "ask":
            _ask(rng, course, worker, rng.uniform(0.5, 20) * HOUR)
            course.do(
                "answer", situation.requester.name, text=rng.choice(stories.ANSWERS)
            )
            course.wait(rng.uniform(60, 1200))
            course.do("resume", worker)
        elif part == "supplier":
            _call_supplier(rng, situation, course, worker, slice_ / 2)
        elif part == "note":
            course.do("note", worker, text=situation.story.finding)
        else:
            text = rng.choice(stories.UPDATES).format(finding=situation.story.finding)
            course.do("reply", worker, text=text)
    course.work(rest * shares[-1] / sum(shares))
    return worker


def _hand_over(rng: Random, situation: Situation, course: Course, worker: str) -> str:
    expert = situation.expert
    course.do(
        "assign",
        worker,
        team=expert.team,
        person=expert.name,
        reason=rng.choice(stories.HAND_OVERS),
    )
    return expert.name


def _ask(rng: Random, course: Course, worker: str, seconds: float) -> None:
    question = rng.choice(stories.QUESTIONS)
    asked_at = course.at
    course.do("reply", worker, text=question)
    course.wait(seconds)
    until = course.at
    course.acts.append(
        Act(
            "pend",
            asked_at,
            worker,
            {"waiting_for": "customer", "reason": question, "expected_at": until},
        )
    )


def _call_supplier(
    rng: Random, situation: Situation, course: Course, worker: str, seconds: float
) -> None:
    note = rng.choice(stories.SUPPLIER_NOTES)
    asked_at, place = course.at, len(course.acts)
    if seconds > 10 * MINUTE:
        course.work(5 * MINUTE)
        course.do("supplier_answered", worker, text=note)
        seconds -= 5 * MINUTE
    course.work(seconds)
    handed = handed_over(situation, asked_at, worker)
    waits = {**handed.values, "expected_at": course.at}
    course.acts.insert(place, replace(handed, values=waits))
    course.do("take_back", worker)


def handed_over(situation: Situation, at: datetime, who: str) -> Act:
    """Return that the supplier of the service is given the incident."""
    supplier = world.supplier_of(situation.service)
    values = {
        "supplier": supplier.name,
        "reference": f"{supplier.prefix}-{int(at.timestamp()) % 100_000:05}",
        "is_in_control": supplier.is_in_control,
        "reason": stories.HAND_OVERS[0],
    }
    return Act("hand_to_supplier", at, who, values)


def _resolve(rng: Random, situation: Situation, course: Course, worker: str) -> None:
    code = rng.choices(
        ["solved", "workaround", "by_requester", "not_reproducible", "no_fault"],
        [80, 9, 4, 4, 3],
    )[0]
    course.do("resolve", worker, resolution=situation.story.resolution, close_code=code)


def _reopen(rng: Random, situation: Situation, course: Course, worker: str) -> None:
    course.wait(rng.uniform(2, 60) * HOUR)
    course.do("reopen", situation.requester.name, reason=rng.choice(stories.REOPENINGS))
    course.work(course.budget * rng.uniform(0.05, 0.18))
    course.do("reply", worker, text=stories.UPDATES[0])
    course.work(course.budget * 0.02)
    _resolve(rng, situation, course, worker)


def _end(rng: Random, situation: Situation, course: Course, outcome: str) -> None:
    """Let the requester confirm, or nobody say anything until it closes by itself."""
    resolved_at, requester = course.at, situation.requester.name
    if rng.random() < 0.3:
        course.wait(rng.uniform(0.3, 30) * HOUR)
        course.do("rate", requester, **_rating(rng, outcome, situation))
    if rng.random() < 0.35:
        course.wait(rng.uniform(0.1, 40) * HOUR)
        course.do("close", requester)
        return
    course.at = resolved_at + timedelta(days=7, seconds=rng.randrange(900))
    course.do("close_by_time", "")


def _rating(rng: Random, outcome: str, situation: Situation) -> dict[str, Any]:
    weights = [18, 26, 26, 20, 10] if outcome == "breached" else [2, 3, 10, 35, 50]
    if situation.customer == world.UNHAPPY:
        # Quick, and yet not what was needed: goals that are reached and say little.
        weights = [18, 26, 26, 20, 10]
    score = rng.choices([1, 2, 3, 4, 5], weights)[0]
    return {"score": score, "comment": rng.choice(stories.COMMENTS[score])}


def acts_named(acts: tuple[Act, ...], name: str) -> Iterator[Act]:
    return (act for act in acts if act.name == name)
