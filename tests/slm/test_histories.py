"""Random histories, made through the services, and counted again minute by minute."""

import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from calendars.hours import Budget
from calendars.services import add_calendar_version
from catalogue.models import Service
from core.jobs import run_job
from core.models import Event, User
from incidents.models import Incident
from slm.jobs import ask_effect
from slm.models import (
    Agreement,
    AgreementVersion,
    Clock,
    Decision,
    Exclusion,
    Repair,
)
from slm.selectors import Reader, steps_in_effect
from slm.selectors.foreseen import is_soon_counted
from slm.services import (
    Wording,
    add_target,
    apply_repair,
    approve_exclusion,
    approve_repair,
    change_target,
    check_clocks,
    create_agreement,
    edit_draft,
    recalculate_clocks,
    request_exclusion,
    request_repair,
    start_new_version,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.conftest import YEAR_START
from tests.slm.lives import live
from tests.slm.on_the_wall import FIRST, LAST, OnTheWall, opened_minutes, verdict

pytestmark = pytest.mark.django_db

# Thousands, where there is time for them.
HISTORIES = int(os.environ.get("HISTORIES", "400"))
# A Sunday at which the clocks of Berlin go forward lies within.
CHANGE = datetime(2026, 3, 30, tzinfo=UTC)
AFTER = LAST + timedelta(days=5)
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
        put_into_force(number=agreement.number, **by)
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
    have_counted(asked, agent, LAST)
    approve_exclusion(number=asked.number, actor=manager, at=LAST)


def have_counted(decision: Decision, actor: User, at: datetime) -> None:
    """Have a worker count what it changes, if that is too much to wait for."""
    if not is_soon_counted(decision):
        about = {"kind": decision.item.kind, "number": decision.number}
        job = ask_effect(**about, actor=actor, at=at)
        run_job(job_id=job.pk, clock=lambda: at)


def gather_statistics() -> None:
    """Tell the planner what is there: emptied by other tests, it expects nothing."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_random_histories_give_the_sums_of_a_walk_by_the_minute(
    exclude, hours, requester, service, agent, second_team, second_supplier
):
    dice = random.Random(20_000)
    for number in range(HISTORIES):
        if number == HISTORIES // 10:
            gather_statistics()
        if number == HISTORIES // 2:
            excluded = exclude()
        live(dice, incident_of(requester, service), agent)
    recalculate_everything(agent)
    sweep_clocks(at=LAST)

    assert wrong_figures(opened_minutes(hours), excluded) == []
    assert [str(one) for one in check_clocks(at=LAST)] == []


def incident_of(requester: User, service: Service) -> Incident:
    return Incident(title="x", requester=requester.person, service=service)


def recalculate_everything(actor: User) -> None:
    for one in Exclusion.objects.all():
        recalculate_clocks(item=one.item, actor=actor, at=LAST, batch=100_000)


def put_right(team_lead: User, manager: User, **values: Any) -> None:
    repair = Repair(text="x", **values)
    asked = request_repair(repair=repair, actor=team_lead, at=AFTER)
    have_counted(asked, team_lead, AFTER)
    approve_repair(number=asked.number, actor=manager, at=AFTER)
    left = None
    while left != 0:
        left = apply_repair(item=asked.item, actor=manager, at=AFTER, batch=10_000)


def longer_version(agreement: Agreement, manager: User) -> AgreementVersion:
    """Put a version into force that gives each record an hour more, after all is over."""
    by: dict[str, Any] = {"actor": manager, "at": LAST}
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=(LAST + timedelta(days=1)).date())
    edit_draft(number=agreement.number, title="x", wording=wording, **by)
    for target in agreement.versions.drafts().get().targets.all():
        terms = TargetTerms.of(target)
        budgets = {
            priority: Budget(budget.seconds + 3600)
            for priority, budget in terms.budgets.items()
        }
        longer = replace(terms, budgets=budgets)
        change_target(number=agreement.number, target_id=target.pk, terms=longer, **by)
    return put_into_force(number=agreement.number, **by)


def test_random_histories_are_put_right_backwards_without_a_difference(
    promises, exclude, hours, service, cast, second_team, second_supplier
):
    dice, agent = random.Random(30_000), cast["agent"]
    lead, manager = cast["team_lead"], cast["service_level_manager"]
    for _number in range(HISTORIES // 4):
        live(dice, incident_of(cast["requester"], service), agent)
    exclude()
    recalculate_everything(agent)
    before = dict(Clock.objects.values_list("pk", "due_at"))
    longer = longer_version(promises[0], manager)
    for right, day in (
        ({"calendar_version": hours.versions.latest("number")}, 8),
        ({"agreement_version": longer}, 4),
    ):
        effective = (FIRST + timedelta(days=day)).date()
        put_right(lead, manager, effective_on=effective, **right)
    sweep_clocks(at=AFTER)

    moved = [one for one in Clock.objects.all() if before.get(one.pk) != one.due_at]
    assert len(moved) > HISTORIES // 8
    assert [str(one) for one in check_clocks(at=AFTER)] == []


def wrong_figures(minutes: list[int], excluded: dict[str, set[int]]) -> list[str]:
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(name__startswith="records.").order_by("id"):
        events.setdefault(event.item_id or 0, []).append(event)
    clocks = list(Clock.objects.select_related("budget"))
    ledgers = steps_in_effect(clock.pk for clock in clocks)
    reader = Reader()
    rules = reader.rules_for(clocks)
    out = {leg: sorted(excluded[leg].intersection(minutes)) for leg in excluded}
    wrong = []
    for clock in clocks:
        heard = events[clock.record_id]
        hand = OnTheWall(clock, out.get(clock.leg, [])).walk(heard, minutes)
        steps = ledgers[clock.pk]
        reading = reader.read(steps, rules[clock.pk], as_of=LAST)
        sums = (reading.elapsed, reading.paused, reading.excluded)
        shown = (*sums, clock.verdict)
        by_hand = (*hand.sums, verdict(clock, hand, heard[-1]))
        if shown != by_hand:
            wrong.append(f"{clock} {clock.leg}: {shown}, by hand {by_hand}")
    assert len(clocks) > 2 * HISTORIES
    assert sum(clock.leg == "uc" for clock in clocks) > HISTORIES / 4
    assert sum(clock.turn > 1 for clock in clocks) > HISTORIES / 4
    assert sum(clock.excluded_seconds > 0 for clock in clocks) > HISTORIES // 8
    return wrong
