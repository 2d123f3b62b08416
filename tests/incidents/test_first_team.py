"""Who gets, and is told of, what comes in without a team."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Team, TeamMembership
from core.choices import Channel
from core.models import Event
from core.origin import acting_through
from core.services import deliver_outbox
from core.system_users import system_user
from incidents.models import Incident
from incidents.selectors import incident_rules
from incidents.services import (
    assign_incident,
    change_incident_rules,
    open_incident,
)
from notifications.models import Notification
from notifications.services import set_preferences
from notifications.topics import Wish
from tests.notifications.conftest import LATER

pytestmark = pytest.mark.django_db
RULES: dict[str, Any] = {"closing_days": 5, "reopening_days": 30}


@pytest.fixture
def first(team, service_level_manager, noon):
    change_incident_rules(
        **RULES, first_team=team, actor=service_level_manager, at=noon
    )
    return team


def report(requester, at, **values):
    incident = Incident(title="Screen is black", requester=requester.person, **values)
    return open_incident(incident=incident, actor=requester, at=at)


def told():
    while deliver_outbox(at=LATER):
        pass
    found = Notification.objects.values_list("recipient__name", "topic")
    return sorted(found)


def test_what_a_customer_reports_is_the_first_teams_and_new(first, requester, noon):
    incident = report(requester, noon)

    assert (incident.team, incident.assignee, incident.state) == (first, None, "new")
    opened = Event.objects.get(item=incident.item, name="records.opened")
    assert opened.facts["team"] == first.pk
    assert incident.holdings.get().team == first


def test_everybody_in_the_first_team_is_told(
    first, requester, agent, team_lead, administrator, noon
):
    report(requester, noon)

    arrived = "incident.arrived"
    assert told() == [("Anna Agent", arrived), ("Tom Lead", arrived)]
    assert "Screen is black" in Notification.objects.earliest("pk").subject


def test_who_chose_not_to_be_told_is_not(first, requester, agent, team_lead, noon):
    wishes = {"incident.arrived": Wish(inbox=False, mail=False)}
    set_preferences(user=agent, wishes=wishes, actor=agent, at=noon)
    report(requester, noon)

    assert told() == [("Tom Lead", "incident.arrived")]


def test_without_a_first_team_it_is_nobodys_as_before(requester, agent, noon):
    assert report(requester, noon).team is None
    assert told() == []


def test_what_is_given_to_a_team_stays_there(
    first, second_team, agent, requester, noon
):
    incident = open_incident(
        incident=Incident(title="x", requester=requester.person, team=second_team),
        actor=agent,
        at=noon,
    )
    assert (incident.team, incident.state) == (second_team, "assigned")


def test_the_first_team_hands_it_over(first, second_team, agent, requester, noon):
    TeamMembership.objects.create(team=second_team, person=agent.person)
    incident = report(requester, noon)
    moved = assign_incident(
        number=incident.number,
        team=second_team,
        person=None,
        actor=agent,
        at=noon + timedelta(hours=1),
    )
    assert (moved.team, moved.state, moved.holdings.count()) == (
        second_team,
        "assigned",
        2,
    )


def test_what_another_system_did_is_told_as_it_was(first, requester, noon):
    with acting_through(Channel.IMPORT):
        incident = report(requester, noon)

    assert incident.team is None


def test_a_team_that_is_no_more_gets_nothing(first, requester, noon):
    first.is_active = False
    first.save()

    assert report(requester, noon).team is None


def test_a_team_that_is_no_more_cannot_be_the_first(team, administrator, noon):
    team.is_active = False
    team.save()
    with pytest.raises(ValidationError):
        change_incident_rules(**RULES, first_team=team, actor=administrator, at=noon)

    assert incident_rules().first_team is None


def test_the_page_of_the_rules_refuses_it_as_well(client, team, administrator, noon):
    type(administrator).objects.filter(pk=administrator.pk).update(is_staff=True)
    client.force_login(administrator)
    url = reverse("admin:incidents_incidentrules_change", args=[1])
    sent = {**RULES, "calendar": "", "first_team": team.pk, "version": 1}
    Team.objects.filter(pk=team.pk).update(is_active=False)
    assert client.post(url, sent).status_code == 200
    assert incident_rules().first_team is None

    Team.objects.filter(pk=team.pk).update(is_active=True)
    assert client.post(url, sent).status_code == 302
    assert incident_rules().first_team == team


def test_the_choice_of_the_first_team_is_recorded_once(first, administrator, noon):
    event = Event.objects.get(name="incident.rules_changed")
    assert event.changes == {"first_team": [None, first.pk]}
    with pytest.raises(ValidationError):
        change_incident_rules(**RULES, first_team=first, actor=administrator, at=noon)


def test_new_incident_says_who_gets_what_nobody_is_given(client, agent, first):
    client.force_login(agent)

    page = client.get("/desk/incidents/new/").content.decode()
    assert "Service desk, whoever, as the rules say" in page


def test_what_has_no_team_is_in_everybodys_queue(client, agent, second_team, noon):
    made = [
        open_incident(
            incident=Incident(title=title, requester=agent.person, team=team),
            actor=system_user("core"),
            at=noon,
        )
        for title, team in (("nobody's", None), ("another team's", second_team))
    ]
    client.force_login(agent)

    rows = client.get("/desk/").context["listing"].rows
    assert [row.pk for row in rows] == [made[0].pk]
    rows = client.get("/desk/?team=nobody").context["listing"].rows
    assert [row.pk for row in rows] == [made[0].pk]
