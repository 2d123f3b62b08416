"""Whom work can be given to: people of the provider who are still here."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Person, TeamMembership
from incidents.models import Incident
from incidents.selectors import holder_choices
from incidents.services import assign_incident, open_incident, start_incident
from notifications.models import MailDelivery
from records.models import Holding
from tests.api.conftest import assert_problem, program
from tests.notifications.test_services import tell

__all__ = ["program"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def left(agent):
    """A colleague who has left."""
    person = agent.person
    person.is_active = False
    person.save()
    return person


def assign(incident, actor, team, person, at):
    return assign_incident(
        number=incident.number, team=team, person=person, actor=actor, at=at
    )


def assert_refused(error):
    assert "Work cannot be given" in error.value.message_dict["assignee"][0]
    assert not Holding.objects.exists()


def test_work_is_given_to_no_customer(incident, agent, stranger, noon):
    with pytest.raises(ValidationError) as refused:
        assign(incident, agent, None, stranger.person, noon)
    assert_refused(refused)


def test_nor_as_a_member_of_a_team(incident, agent, stranger, team, noon):
    TeamMembership.objects.create(team=team, person=stranger.person)
    with pytest.raises(ValidationError) as refused:
        assign(incident, agent, team, stranger.person, noon)
    assert_refused(refused)


def test_work_is_given_to_nobody_who_left(incident, team_lead, left, team, noon):
    with pytest.raises(ValidationError) as refused:
        assign(incident, team_lead, team, left, noon)
    assert_refused(refused)


def test_an_incident_is_not_opened_in_hands_that_cannot_hold_it(
    agent, team_lead, requester, stranger, second_team, noon
):
    for team, person in (
        (None, stranger.person),
        (second_team, team_lead.person),
    ):
        given = {"title": "x", "requester": requester.person}
        made = Incident(**given, team=team, assignee=person)
        with pytest.raises(ValidationError) as refused:
            open_incident(incident=made, actor=agent, at=noon)
        assert "assignee" in refused.value.message_dict
    assert not Incident.objects.exists()


def test_the_api_refuses_it_at_both_doors(program, incident, agent, stranger):
    person = stranger.person.pk
    desk = program(agent)
    assigned = desk.post(f"incidents/{incident.number}/assign/", {"person": person})
    assert_problem(assigned, 400)
    opened = desk.post(
        "incidents/",
        {"title": "x", "requester": incident.requester_id, "assignee": person},
    )
    assert_problem(opened, 400)


def test_the_desk_offers_only_who_can_hold_it(left, team_lead, stranger, team):
    TeamMembership.objects.create(team=team, person=stranger.person)

    offered = [label for _group, rows in holder_choices() for _key, label in rows]
    assert offered == ["Service desk, whoever", "Tom Lead"]


def test_working_takes_it_only_for_who_can_hold_it(incident, agent, customer, noon):
    Person.objects.filter(user=agent).update(organisation=customer)
    agent.refresh_from_db()

    started = start_incident(number=incident.number, actor=agent, at=noon)
    assert (started.state, started.assignee) == ("in_progress", None)


@pytest.mark.parametrize(
    ("topic", "mails"), [("incident.resolved", 1), ("incident.assigned", 0)]
)
def test_without_a_sign_in_one_is_told_of_nothing_that_takes_a_permission(
    incident, stranger, topic, mails
):
    person = stranger.person
    person.user = None
    person.save()
    tell(incident, person, topic=topic)

    assert MailDelivery.objects.count() == mails
