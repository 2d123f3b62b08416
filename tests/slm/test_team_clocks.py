"""Clocks of teams: what a team promised, for as long as it holds the record."""

import pytest

from calendars.hours import Budget
from incidents.services import reopen_incident
from records.timeline import timeline_of
from slm.choices import Mode, Verdict
from slm.ledger import Holder
from slm.models import Agreement, Clock
from slm.selectors import explain_clock
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, hold, pend, resolve
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def within(agreement, team, provider, office, service_level_manager, noon):
    """The service desk promised to the provider: 3 h."""
    made = create_agreement(
        agreement=Agreement(leg="ola", title="Desk", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    terms = TargetTerms("resolution", office, {None: Budget(3 * 3600)})
    add_target(number=made.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=made.number, actor=service_level_manager, at=noon)
    return made


@pytest.fixture
def incident(within, incident):
    return incident


def of_team(incident, team) -> Clock:
    return clock_of(incident, leg="ola", team=team)


def test_it_starts_when_the_team_takes_hold(incident, agent, team):
    assert not Clock.objects.filter(leg="ola").exists()
    hold(incident, agent, team, TEN + HOUR)

    assert of_team(incident, team).started_at == TEN + HOUR


def test_the_timeline_says_whose_clock_reached_what(incident, agent, team):
    hold(incident, agent, team, TEN)
    sweep_clocks(at=TEN + 2 * HOUR)

    texts = [moment.text for moment in timeline_of(incident, agent)]
    words = "noted that the resolution clock (OLA, Service desk) reached 50 % of 3 h"
    assert words in texts


def test_a_team_without_an_agreement_has_no_clock(incident, agent, second_team):
    hold(incident, agent, second_team, TEN + HOUR)

    assert not Clock.objects.filter(leg="ola").exists()


def test_handing_it_away_stops_it_and_getting_it_back_continues_it(
    incident, agent, team, second_team
):
    hold(incident, agent, team, TEN)
    hold(incident, agent, second_team, TEN + HOUR)
    assert of_team(incident, team).mode == Mode.STOPPED
    hold(incident, agent, team, TEN + 5 * HOUR)
    resolve(incident, agent, TEN + 6 * HOUR)

    clock = of_team(incident, team)
    assert (clock.elapsed_seconds, clock.verdict) == (2 * 3600, Verdict.MET)


def test_the_customers_clock_runs_on_through_every_hand(
    incident, agent, team, second_team
):
    hold(incident, agent, team, TEN + HOUR)
    hold(incident, agent, second_team, TEN + 2 * HOUR)
    pend(incident, agent, TEN + 3 * HOUR, waiting_for="supplier")

    assert clock_of(incident).mode == Mode.RUNNING


def test_there_is_one_clock_for_each_record_and_team(
    incident, agent, team, second_team
):
    for hour in range(4):
        hold(incident, agent, [team, second_team][hour % 2], TEN + hour * HOUR)

    assert Clock.objects.filter(leg="ola").count() == 1


def test_what_a_team_did_not_promise_to_pause_for_runs_on(incident, agent, team):
    hold(incident, agent, team, TEN)
    pend(incident, agent, TEN + HOUR)

    assert of_team(incident, team).mode == Mode.RUNNING
    assert clock_of(incident).mode == Mode.PAUSED


def test_reopening_continues_the_clock_of_whoever_holds_it(incident, agent, team):
    hold(incident, agent, team, TEN)
    resolve(incident, agent, TEN + 2 * HOUR)
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 4 * HOUR)
    resolve(incident, agent, TEN + 6 * HOUR)

    clock = of_team(incident, team)
    assert (clock.elapsed_seconds, clock.verdict) == (4 * 3600, Verdict.BREACHED)


def test_to_blame_is_whoever_held_it_when_the_time_ran_out(
    incident, agent, team, second_team
):
    hold(incident, agent, team, TEN)
    hold(incident, agent, second_team, TEN + 7 * HOUR)
    hold(incident, agent, team, TEN + 9 * HOUR)
    resolve(incident, agent, TEN + 10 * HOUR)

    told = explain_clock(clock_of(incident), at=TEN + 11 * HOUR)
    assert told.reading.blamed == Holder(second_team.pk)


def test_if_it_was_paused_then_the_last_who_let_it_run_is_to_blame(
    incident, agent, team, second_team
):
    hold(incident, agent, team, TEN)
    pend(incident, agent, TEN + 5 * HOUR)
    hold(incident, agent, second_team, TEN + 6 * HOUR)
    classify(incident, agent, TEN + 7 * HOUR, impact=1, urgency=1)

    told = explain_clock(clock_of(incident), at=TEN + 8 * HOUR)
    assert told.reading.blamed == Holder(team.pk)
