"""What is a first response, and what is not."""

import pytest

from calendars.hours import Budget
from incidents.models import Incident
from incidents.services import (
    answer_incident,
    cancel_incident,
    open_incident,
    reopen_incident,
    start_incident,
    take_incident,
)
from slm.choices import Mode, Verdict
from slm.models import Agreement
from slm.services import Wording, add_target, create_agreement
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, clock_of, hold, pend, resolve, write
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(draft, office, service_level_manager, noon):
    terms = TargetTerms("first_response", office, {None: Budget(2 * 3600)})
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    return draft


def response(incident):
    return clock_of(incident, "first_response")


def test_a_public_entry_of_the_desk_answers(incident, agent):
    write(incident, agent, TEN + HOUR)

    clock = response(incident)
    assert (clock.verdict, clock.stopped_at) == (Verdict.MET, TEN + HOUR)


@pytest.mark.parametrize("values", [{"visibility": "internal"}, {"is_automatic": True}])
def test_a_note_and_an_automatic_reply_do_not_answer(incident, agent, values):
    write(incident, agent, TEN + HOUR, **values)

    assert response(incident).mode == Mode.RUNNING


def test_what_the_requester_writes_does_not_answer(incident, requester):
    write(incident, requester, TEN + HOUR)

    assert response(incident).mode == Mode.RUNNING


def test_assignment_and_taking_do_not_answer(incident, agent, team):
    hold(incident, agent, team, TEN + HOUR)
    take_incident(number=incident.number, actor=agent, at=TEN + HOUR)

    assert response(incident).mode == Mode.RUNNING


def test_beginning_to_work_answers(incident, agent):
    start_incident(number=incident.number, actor=agent, at=TEN + HOUR)

    assert response(incident).stopped_at == TEN + HOUR


def test_resolution_answers(incident, agent):
    resolve(incident, agent, TEN + 3 * HOUR)

    assert response(incident).verdict == Verdict.BREACHED


def test_waiting_does_not_pause_it_unless_the_target_says_so(incident, agent):
    pend(incident, agent, TEN + HOUR)

    assert response(incident).mode == Mode.RUNNING


def test_it_pauses_if_the_target_says_so(
    draft, office, requester, service, agent, service_level_manager, noon
):
    terms = TargetTerms(
        "first_response", office, {None: Budget(2 * 3600)}, pauses=("customer",)
    )
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    waiting = open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=TEN,
    )
    pend(waiting, agent, TEN + HOUR)

    assert response(waiting).mode == Mode.PAUSED


def test_that_it_goes_on_because_the_customer_answered_is_no_answer_of_ours(
    incident, agent, requester
):
    pend(incident, agent, TEN + HOUR)
    answer_incident(
        number=incident.number, text="Here.", actor=requester, at=TEN + HOUR
    )

    assert response(incident).mode == Mode.RUNNING
    write(incident, agent, TEN + 2 * HOUR)
    assert response(incident).stopped_at == TEN + 2 * HOUR


def test_only_the_first_of_several_answers_counts(incident, agent):
    write(incident, agent, TEN + HOUR)
    write(incident, agent, TEN + 3 * HOUR)

    assert response(incident).stopped_at == TEN + HOUR


def test_an_answer_entered_late_is_the_first(incident, agent, team_lead):
    write(incident, agent, TEN + 3 * HOUR)
    assert response(incident).verdict == Verdict.BREACHED
    write(incident, team_lead, TEN + HOUR)

    clock = response(incident)
    assert (clock.verdict, clock.stopped_at) == (Verdict.MET, TEN + HOUR)
    standing = clock.crossings.filter(is_withdrawal=True).values_list("percent")
    assert sorted(standing) == [(75,), (100,)]


def test_reopening_never_restarts_it(incident, agent):
    resolve(incident, agent, TEN + HOUR)
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 2 * HOUR)

    assert response(incident).mode == Mode.STOPPED


def test_cancelling_makes_even_an_answered_one_void(incident, agent):
    write(incident, agent, TEN + HOUR)
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + 2 * HOUR)

    assert response(incident).verdict == Verdict.VOID


def test_a_team_that_had_not_answered_goes_on_when_it_gets_it_back(
    incident, agent, team, second_team, provider, office, service_level_manager, noon
):
    within = create_agreement(
        agreement=Agreement(leg="ola", title="x", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    terms = TargetTerms("first_response", office, {None: Budget(2 * 3600)})
    add_target(number=within.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=within.number, actor=service_level_manager, at=noon)
    hold(incident, agent, team, TEN + HOUR)
    hold(incident, agent, second_team, TEN + 2 * HOUR)
    hold(incident, agent, team, TEN + 4 * HOUR)
    write(incident, agent, TEN + 5 * HOUR)

    clock = clock_of(incident, "first_response", "ola", team)
    assert (clock.elapsed_seconds, clock.verdict) == (2 * 3600, Verdict.MET)


def test_customers_read_what_stops_it(client, incident, requester, representative):
    client.force_login(requester)
    record = client.get(f"/records/{incident.number}/").text
    promise = client.get(f"/promises/{response(incident).pk}/").text
    service = client.get(f"/services/{incident.service.number}/").text

    assert "we answer or begin to work" in record
    client.force_login(representative)
    for page in (promise, service, client.get("/agreement/").text):
        assert "is when we answer you, begin to work on it or solve it" in page
    assert "first answer" not in f"{record}{promise}{service}".lower()
