from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.system_users import system_user
from incidents.choices import IncidentState as State
from incidents.models import Incident
from incidents.services import (
    answer_incident,
    close_incident,
    pend_incident,
    rate_incident,
    write_on_incident,
)
from records.choices import Visibility

pytestmark = pytest.mark.django_db


def pend(incident, waiting_for, actor, at) -> Incident:
    return pend_incident(
        number=incident.number,
        waiting_for=waiting_for,
        reason="A picture is missing.",
        expected_at=at + timedelta(days=1),
        actor=actor,
        at=at,
    )


@pytest.fixture
def waiting(incident, agent, noon) -> Incident:
    return pend(incident, "customer", agent, noon)


def answer(incident, actor, at, text="Here it is."):
    return answer_incident(number=incident.number, text=text, actor=actor, at=at)


def test_an_answer_is_public(incident, requester, noon):
    entry = answer(incident, requester, noon)
    assert (entry.visibility, entry.author) == (Visibility.PUBLIC, requester)


def test_an_answer_resumes_what_waits_for_the_customer(waiting, requester, noon):
    answer(waiting, requester, noon)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.expected_at) == (State.IN_PROGRESS, None)


def test_the_portal_resumes_on_behalf_of_the_customer(waiting, requester, noon):
    answer(waiting, requester, noon)

    moved = Event.objects.filter(item=waiting.item, name="records.moved").latest("id")
    assert moved.actor == system_user("incidents")
    assert moved.on_behalf_of == requester
    assert moved.facts["step"] == "resume"
    assert moved.facts["by_desk"] is False


@pytest.mark.parametrize("waiting_for", ["supplier", "problem", "change"])
def test_an_answer_does_not_resume_what_waits_for_others(
    incident, agent, requester, waiting_for, noon
):
    pend(incident, waiting_for, agent, noon)
    answer(incident, requester, noon)

    incident.refresh_from_db()
    assert incident.waiting_for == waiting_for


def test_what_comes_in_by_another_door_resumes_as_well(waiting, requester, noon):
    write_on_incident(
        number=waiting.number,
        text="By API.",
        visibility=Visibility.PUBLIC,
        actor=requester,
        at=noon,
    )
    waiting.refresh_from_db()
    assert waiting.state == State.IN_PROGRESS


def test_a_reply_of_the_desk_does_not_resume(waiting, agent, noon):
    write_on_incident(
        number=waiting.number,
        text="One question more.",
        visibility=Visibility.PUBLIC,
        actor=agent,
        at=noon,
    )
    waiting.refresh_from_db()
    assert waiting.state == State.PENDING_CUSTOMER


def test_the_representative_answers_for_the_organisation(waiting, representative, noon):
    answer(waiting, representative, noon)

    waiting.refresh_from_db()
    assert waiting.state == State.IN_PROGRESS


@pytest.mark.parametrize(
    "role", ["agent", "team_lead", "service_level_manager", "auditor", "administrator"]
)
def test_staff_do_not_answer_for_the_customer(cast, role, waiting, noon):
    with pytest.raises(PermissionDenied):
        answer(waiting, cast[role], noon)


def test_another_customer_does_not_see_it(waiting, stranger, noon):
    with pytest.raises(Incident.DoesNotExist):
        answer(waiting, stranger, noon)


def test_an_empty_answer_resumes_nothing(waiting, requester, noon):
    with pytest.raises(ValidationError):
        answer(waiting, requester, noon, text="  ")

    waiting.refresh_from_db()
    assert waiting.state == State.PENDING_CUSTOMER


def test_a_second_answer_is_only_written(waiting, requester, noon):
    answer(waiting, requester, noon)
    answer(waiting, requester, noon, text="One thing more.")

    waiting.refresh_from_db()
    assert waiting.state == State.IN_PROGRESS
    assert waiting.entries.count() == 2


def test_nothing_is_added_to_what_is_closed(resolved_incident, requester, noon):
    close_incident(number=resolved_incident.number, actor=requester, at=noon)
    with pytest.raises(TransitionNotAllowed):
        answer(resolved_incident, requester, noon)


def test_the_requester_rates_once(resolved_incident, requester, noon):
    given = {"number": resolved_incident.number, "actor": requester, "at": noon}
    assert rate_incident(score=4, comment="Quick.", **given).score == 4
    assert Event.objects.filter(name="records.rated").get().facts["score"] == 4
    with pytest.raises(TransitionNotAllowed):
        rate_incident(score=5, **given)


def test_nobody_else_rates(resolved_incident, representative, agent, noon):
    for actor in (representative, agent):
        with pytest.raises(PermissionDenied):
            rate_incident(
                number=resolved_incident.number, score=1, actor=actor, at=noon
            )


def test_what_is_open_is_not_rated(incident, requester, noon):
    with pytest.raises(TransitionNotAllowed):
        rate_incident(number=incident.number, score=5, actor=requester, at=noon)
