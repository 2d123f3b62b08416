"""Random histories, made through the services, and counted again minute by minute."""

import random
from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Team
from calendars.hours import Budget
from calendars.selectors import versions_of
from calendars.services import add_calendar_version
from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    close_incident,
    open_incident,
    reopen_incident,
    start_incident,
)
from slm.choices import Verdict
from slm.models import Agreement, Clock, Exclusion
from slm.selectors import Reader, points_in_effect, step_of
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    approve_exclusion,
    check_clocks,
    create_agreement,
    recalculate_clocks,
    request_exclusion,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.calendars.slow import Walk
from tests.slm.acts import classify, hold, pend, resolve, resume, write
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db

HISTORIES = 200
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
# A Sunday at which the clocks of Berlin go forward lies within.
CHANGE = datetime(2026, 3, 30, tzinfo=UTC)
LAST = datetime(2026, 4, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def weekly(*windows: list[str]) -> dict[str, object]:
    days = {day: list(windows) for day in WEEKDAYS}
    return {"timezone": "Europe/Berlin", "weekly": days}


@pytest.fixture
def hours(office, service_level_manager, noon):
    """Office hours with a break, that change on 30 March."""
    for start, definition in (
        (noon - timedelta(days=30), weekly(["08:00", "12:00"], ["13:00", "17:30"])),
        (CHANGE, weekly(["09:00", "16:00"])),
    ):
        add_calendar_version(
            number=office.number,
            definition=definition,
            valid_from=start,
            actor=service_level_manager,
            at=start,
        )
    return office


@pytest.fixture
def promises(draft, hours, provider, team, service_level_manager, noon):
    """To the customer by priority, with pauses; and what a team promised within."""
    within = create_agreement(
        agreement=Agreement(leg="ola", title="Desk", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    by_priority = {1: Budget(4 * 3600), 2: Budget(8 * 3600), None: Budget(20 * 3600)}
    for agreement, terms in (
        (draft, TargetTerms("resolution", hours, by_priority, pauses=("customer",))),
        (draft, TargetTerms("first_response", hours, {None: Budget(3600)})),
        (within, TargetTerms("resolution", hours, {None: Budget(6 * 3600)})),
    ):
        add_target(
            number=agreement.number, terms=terms, actor=service_level_manager, at=noon
        )
    for agreement in (draft, within):
        activate_agreement(
            number=agreement.number, actor=service_level_manager, at=noon
        )
    return draft, within


@pytest.fixture
def exclude(promises, service, customer, agent, service_level_manager):
    """Let time not count: for a service and a customer, overlapping, and for a team."""
    outward, within = promises
    spans: list[tuple[str, dict[str, Any], int, int]] = [
        ("sla", {"service": service}, 3, 50),
        ("sla", {"customer": customer}, 4, 30),
        ("sla", {"agreement": outward}, 20, 44),
        ("ola", {"agreement": within}, 2, 70),
    ]

    def _exclude() -> dict[str, set[int]]:
        minutes: dict[str, set[int]] = {"sla": set(), "ola": set()}
        for leg, scope, day, hours in spans:
            begin = FIRST + timedelta(days=day, hours=9, minutes=17)
            span = {"start": begin, "end": begin + timedelta(hours=hours)}
            agree(agent, service_level_manager, **span, **scope)
            first = int(begin.timestamp()) // 60
            minutes[leg] |= set(range(first, first + hours * 60))
        return minutes

    return _exclude


def agree(agent: User, manager: User, **values: Any) -> None:
    exclusion = Exclusion(reason="customer", text="x", **values)
    asked = request_exclusion(exclusion=exclusion, actor=agent, at=LAST)
    approve_exclusion(number=asked.number, actor=manager, at=LAST)


def start(_dice, one, at, agent):
    start_incident(number=one.number, actor=agent, at=at)


def reclassify(dice, one, at, agent):
    impact, urgency = dice.randint(1, 3), dice.randint(1, 3)
    classify(one, agent, at, impact=impact, urgency=urgency, reason="x")


def reopen(_dice, one, at, agent):
    reopen_incident(number=one.number, reason="x", actor=agent, at=at)


def close(_dice, one, at, agent):
    close_incident(number=one.number, actor=agent, at=at)


def cancel_now_and_then(dice, one, at, agent):
    if dice.random() < 0.15:
        cancel_incident(number=one.number, reason="x", actor=agent, at=at)


def hand_over(dice, one, at, agent):
    hold(one, agent, dice.choice(list(Team.objects.order_by("pk"))), at)


# What may happen to an incident; some of it will be refused.
ACTS: list[Callable[[random.Random, Incident, datetime, User], object]] = [
    start,
    reclassify,
    reopen,
    close,
    cancel_now_and_then,
    hand_over,
    lambda _dice, one, at, agent: pend(one, agent, at),
    lambda _dice, one, at, agent: pend(one, agent, at, "supplier"),
    lambda _dice, one, at, agent: resume(one, agent, at),
    lambda _dice, one, at, agent: write(one, agent, at),
    lambda _dice, one, at, agent: resolve(one, agent, at),
]


class OnTheWall:
    """A clock counted by hand: what the events say, and a calendar on the wall."""

    def __init__(self, clock: Clock, excluded: set[int]) -> None:
        self.clock = clock
        self.not_counting = excluded
        self.elapsed = self.paused = self.excluded = 0
        self.is_answered = False

    def walk(self, events: list[Event], minutes: list[int]) -> "OnTheWall":
        """Count every open minute by what was the case in it."""
        waiting = [(int(one.occurred_at.timestamp()) // 60, one) for one in events]
        runs = pauses = 0
        for minute in minutes[bisect_left(minutes, waiting[0][0]) :]:
            while waiting and waiting[0][0] <= minute:
                runs, pauses = self._hear(waiting.pop(0)[1])
            if minute in self.not_counting:
                self.excluded += runs
            else:
                self.elapsed += runs
            self.paused += pauses
        for _minute, event in waiting:
            self._hear(event)
        return self

    @property
    def sums(self) -> tuple[int, int, int]:
        return self.elapsed, self.paused, self.excluded

    def _hear(self, event: Event) -> tuple[int, int]:
        facts = event.facts
        self.is_answered |= self._answers(event)
        is_on = (
            facts["phase"] not in ("done", "closed", "void")
            and (not self.clock.team_id or facts["team"] == self.clock.team_id)
            and not (self.clock.metric == "first_response" and self.is_answered)
        )
        may_pause = self.clock.metric == "resolution" and self.clock.leg == "sla"
        pauses = may_pause and facts["waiting_for"] == "customer"
        return 60 * (is_on and not pauses), 60 * (is_on and pauses)

    def _answers(self, event: Event) -> bool:
        facts = event.facts
        if event.name == "records.entry_added":
            return bool(facts["by_desk"] and facts["visibility"] == "public")
        if event.name != "records.moved":
            return False
        is_ours = facts["by_desk"] or event.changes["phase"][0] != "waiting"
        has_begun = facts["phase"] in ("done", "closed")
        return has_begun or (facts["phase"] == "active" and is_ours)


def opened_minutes(calendar) -> list[int]:
    minutes: set[int] = set()
    versions = list(versions_of(calendar))
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        start = max(version.valid_from, FIRST)
        end = following.valid_from if following else LAST
        if start < end:
            minutes |= Walk(version.agreed, start, end).open_minutes()
    return sorted(minutes)


def gather_statistics() -> None:
    """Tell the planner what is there: emptied by other tests, it expects nothing."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_two_hundred_random_histories_give_the_sums_of_a_walk_by_the_minute(
    exclude, hours, requester, service, agent, team, second_team
):
    dice = random.Random(20_000)
    for number in range(HISTORIES):
        if number == HISTORIES // 10:
            gather_statistics()
        if number == HISTORIES // 2:
            excluded = exclude()
        at = FIRST + dice.randrange(30 * 24 * 60) * MINUTE
        incident = open_incident(
            incident=Incident(title="x", requester=requester.person, service=service),
            actor=agent,
            at=at,
        )
        for _act in range(dice.randint(1, 7)):
            at += dice.choice((0, 7, 50, 400, 1500, 4000)) * MINUTE
            try:
                dice.choice(ACTS)(dice, incident, at, agent)
            except (TransitionNotAllowed, ValidationError):
                continue
    for one in Exclusion.objects.all():
        recalculate_clocks(item=one.item, actor=agent, at=LAST)
    sweep_clocks(at=LAST)

    assert wrong_figures(opened_minutes(hours), excluded) == []
    assert [str(one) for one in check_clocks(at=LAST)] == []


def wrong_figures(minutes: list[int], excluded: dict[str, set[int]]) -> list[str]:
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(name__startswith="records.").order_by("id"):
        events.setdefault(event.item_id or 0, []).append(event)
    clocks = list(Clock.objects.select_related("budget"))
    ledgers = points_in_effect(clock.pk for clock in clocks)
    reader = Reader()
    rules = reader.rules_for(clocks)
    wrong = []
    for clock in clocks:
        heard = events[clock.record_id]
        hand = OnTheWall(clock, excluded[clock.leg]).walk(heard, minutes)
        steps = [step_of(point) for point in ledgers[clock.pk]]
        reading = reader.read(steps, rules[clock.pk], as_of=LAST)
        sums = (reading.elapsed, reading.paused, reading.excluded)
        shown = (*sums, clock.verdict)
        by_hand = (*hand.sums, verdict(clock, hand, heard[-1]))
        if shown != by_hand:
            wrong.append(f"{clock} {clock.leg}: {shown}, by hand {by_hand}")
    assert len(clocks) > 2 * HISTORIES
    assert sum(clock.excluded_seconds > 0 for clock in clocks) > HISTORIES // 8
    return wrong


def verdict(clock: Clock, hand: OnTheWall, last: Event) -> str:
    if last.facts["phase"] == "void":
        return Verdict.VOID
    if hand.elapsed > (clock.budget.seconds or 0):
        return Verdict.BREACHED
    return Verdict.MET if clock.stopped_at else Verdict.OPEN
