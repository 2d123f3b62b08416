"""Random histories, made through the services, and counted again minute by minute."""

import random
from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Organisation, Team
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
from slm.models import Agreement, Clock
from slm.selectors import Reader, points_in_effect, step_of
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    check_clocks,
    create_agreement,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.calendars.slow import Walk
from tests.slm.acts import (
    answered,
    classify,
    hold,
    pend,
    resolve,
    resume,
    supply,
    take_back,
    write,
)
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
def promises(draft, hours, provider, team, supplier, service_level_manager, noon):
    """To the customer by priority, with pauses; of a team and of a supplier."""
    by = {"actor": service_level_manager, "at": noon}
    within, contract = (
        create_agreement(
            agreement=Agreement(leg=leg, title="x", provider=provider, **{party: who}),
            wording=Wording(valid_from=YEAR_START),
            **by,
        )
        for leg, party, who in (("ola", "team", team), ("uc", "supplier", supplier))
    )
    by_priority = {1: Budget(4 * 3600), 2: Budget(8 * 3600), None: Budget(20 * 3600)}
    for agreement, terms in (
        (draft, TargetTerms("resolution", hours, by_priority, pauses=("customer",))),
        (draft, TargetTerms("first_response", hours, {None: Budget(3600)})),
        (draft, TargetTerms("update_interval", hours, {None: Budget(4 * 3600)})),
        (contract, TargetTerms("resolution", hours, {None: Budget(5 * 3600)})),
        (contract, TargetTerms("first_response", hours, {None: Budget(3600)})),
        (within, TargetTerms("resolution", hours, {None: Budget(6 * 3600)})),
    ):
        add_target(number=agreement.number, terms=terms, **by)
    for agreement in (draft, within, contract):
        activate_agreement(number=agreement.number, **by)


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


def give_to_supplier(dice, one, at, agent):
    suppliers = list(Organisation.objects.suppliers().order_by("pk"))
    is_in_control = dice.random() < 0.5
    supply(one, agent, dice.choice(suppliers), at, is_in_control=is_in_control)


# What may happen to an incident; some of it will be refused.
ACTS: list[Callable[[random.Random, Incident, datetime, User], object]] = [
    start,
    reclassify,
    reopen,
    close,
    cancel_now_and_then,
    hand_over,
    give_to_supplier,
    give_to_supplier,
    lambda _dice, one, at, agent: take_back(one, agent, at),
    lambda _dice, one, at, agent: answered(one, agent, at, text="x"),
    lambda _dice, one, at, agent: pend(one, agent, at),
    lambda _dice, one, at, agent: pend(one, agent, at, "supplier"),
    lambda _dice, one, at, agent: resume(one, agent, at),
    lambda _dice, one, at, agent: write(one, agent, at),
    lambda _dice, one, at, agent: resolve(one, agent, at),
]


class OnTheWall:
    """A clock counted by hand: what the events say, and a calendar on the wall."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.elapsed = self.paused = 0
        self.is_answered = self.is_owed = self.has_begun = False
        self.turn = 0

    def walk(self, events: list[Event], minutes: list[int]) -> "OnTheWall":
        """Count the open minutes from each event to the next by what was the case."""
        places = [
            bisect_left(minutes, int(one.occurred_at.timestamp()) // 60)
            for one in events
        ]
        ends = [*places[1:], len(minutes)]
        for event, place, end in zip(events, places, ends, strict=True):
            runs, pauses = self._hear(event)
            self.elapsed += runs * (end - place)
            self.paused += pauses * (end - place)
        return self

    def _hear(self, event: Event) -> tuple[int, int]:
        facts, clock = event.facts, self.clock
        self.is_answered |= self._answers(event)
        self._take_turns(event)
        is_on = (
            facts["phase"] not in ("done", "closed", "void")
            and (not clock.team_id or facts["team"] == clock.team_id)
            and (not clock.supplier_id or facts["supplier"] == clock.supplier_id)
            and not (clock.metric == "first_response" and self.is_answered)
        )
        if clock.metric == "update_interval":
            is_on = self.is_owed and self.turn == clock.turn
        may_pause = self.clock.metric == "resolution" and self.clock.leg == "sla"
        pauses = may_pause and facts["waiting_for"] == "customer"
        return 60 * (is_on and not pauses), 60 * (is_on and pauses)

    def _take_turns(self, event: Event) -> None:
        """Count the turns in which the customer is owed a word from the desk."""
        facts, was_owed = event.facts, self.is_owed
        self.is_owed = (
            facts["phase"] in ("new", "active", "waiting")
            and facts["waiting_for"] != "customer"
        )
        is_word = event.name == "records.entry_added" and self._answers(event)
        self.turn += self.is_owed and (is_word or not was_owed)

    def _answers(self, event: Event) -> bool:
        facts = event.facts
        if self.clock.leg == "uc":
            is_theirs = facts["supplier"] == self.clock.supplier_id
            self.has_begun |= is_theirs
            is_answer = is_theirs and event.name == "records.supplier_answered"
            # Once it is solved, a supplier that had it owes no first answer either.
            has_ended = facts["phase"] in ("done", "closed")
            return is_answer or (self.has_begun and has_ended)
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
    promises, hours, requester, service, agent, second_team, second_supplier
):
    dice = random.Random(20_000)
    for number in range(HISTORIES):
        if number == HISTORIES // 10:
            gather_statistics()
        at = FIRST + dice.randrange(30 * 24 * 60) * MINUTE
        incident = open_incident(
            incident=Incident(title="x", requester=requester.person, service=service),
            actor=agent,
            at=at,
        )
        for _act in range(dice.randint(1, 9)):
            at += dice.choice((0, 7, 50, 400, 1500, 4000)) * MINUTE
            try:
                dice.choice(ACTS)(dice, incident, at, agent)
            except (TransitionNotAllowed, ValidationError):
                continue
    sweep_clocks(at=LAST)

    assert wrong_figures(opened_minutes(hours)) == []
    assert [str(one) for one in check_clocks(at=LAST)] == []


def wrong_figures(minutes: list[int]) -> list[str]:
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(name__startswith="records.").order_by("id"):
        events.setdefault(event.item_id or 0, []).append(event)
    clocks = list(Clock.objects.select_related("budget"))
    ledgers = points_in_effect(clock.pk for clock in clocks)
    reader = Reader()
    wrong = []
    for clock in clocks:
        heard = events[clock.record_id]
        hand = OnTheWall(clock).walk(heard, minutes)
        steps = [step_of(point) for point in ledgers[clock.pk]]
        reading = reader.read(steps, as_of=LAST)
        shown = (reading.elapsed, reading.paused, clock.verdict)
        by_hand = (hand.elapsed, hand.paused, verdict(clock, hand, heard[-1]))
        if shown != by_hand:
            wrong.append(f"{clock} {clock.leg}: {shown}, by hand {by_hand}")
    assert len(clocks) > 2 * HISTORIES
    assert sum(clock.leg == "uc" for clock in clocks) > HISTORIES / 4
    assert sum(clock.turn > 1 for clock in clocks) > HISTORIES / 4
    return wrong


def verdict(clock: Clock, hand: OnTheWall, last: Event) -> str:
    if last.facts["phase"] == "void":
        return Verdict.VOID
    if hand.elapsed > (clock.budget.seconds or 0):
        return Verdict.BREACHED
    return Verdict.MET if clock.stopped_at else Verdict.OPEN
