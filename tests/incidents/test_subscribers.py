"""Who is told what becomes of an incident, and who is not."""

from datetime import timedelta

import pytest

from accounts.models import TeamMembership
from core.choices import Channel
from core.models import Outbox
from core.origin import acting_through
from core.services import deliver_outbox
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    mark_duplicate,
    open_incident,
    reopen_incident,
    resolve_incident,
    set_incident_confidential,
    take_incident,
    write_on_incident,
)
from notifications.models import MailDelivery, Notification
from tests.notifications.conftest import LATER
from workflow.services import watch_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(incident):
    """Forget what was told of the opening; then: who is told of what, by address."""

    def run():
        while deliver_outbox(at=LATER):
            pass
        assert not Outbox.objects.parked().exists()
        assert list(Outbox.objects.waiting()) == []
        found = Notification.objects.values_list("recipient__name", "topic")
        return sorted((name, topic.removeprefix("incident.")) for name, topic in found)

    run()
    Notification.objects.all().delete()
    MailDelivery.objects.all().delete()
    return run


def write(incident, actor, at, visibility="public"):
    write_on_incident(
        number=incident.number,
        text="The queue is full.",
        visibility=visibility,
        actor=actor,
        at=at,
    )


def assign(incident, actor, at, team, person=None):
    assign_incident(
        number=incident.number, team=team, person=person, actor=actor, at=at
    )


def test_the_requester_is_told_that_the_desk_logged_one(incident, requester):
    deliver_outbox(at=LATER)

    mail = MailDelivery.objects.get()
    assert mail.to_address == requester.email
    assert incident.number in mail.subject


def test_who_reports_alone_is_told_nothing(requester, service, noon):
    open_incident(
        incident=Incident(title="x", requester=requester.person),
        actor=requester,
        at=noon,
    )
    deliver_outbox(at=LATER)

    assert not Notification.objects.exists()


def test_the_new_assignee_is_told(incident, told, agent, team_lead, team, noon):
    assign(incident, team_lead, noon, team, agent.person)

    assert told() == [("Anna Agent", "assigned")]


def test_without_an_assignee_the_team_is_told(
    incident, told, agent, team_lead, second_team, noon
):
    for user in (agent, team_lead):
        TeamMembership.objects.create(team=second_team, person=user.person)
    assign(incident, team_lead, noon, second_team)

    assert told() == [("Anna Agent", "assigned")]


def test_taking_tells_nobody(incident, told, agent, noon):
    take_incident(number=incident.number, actor=agent, at=noon)

    assert told() == []


def test_a_reply_of_the_desk_reaches_requester_and_watchers(
    incident, told, agent, team_lead, representative, noon
):
    watch_item(number=incident.number, actor=representative, at=noon)
    watch_item(number=incident.number, actor=agent, at=noon)
    write(incident, agent, noon)

    assert told() == [("Rita Requester", "replied"), ("Rolf Representative", "replied")]
    assert "> The queue is full." in MailDelivery.objects.earliest("pk").text


def test_an_internal_note_reaches_no_customer(
    incident, told, agent, representative, noon
):
    watch_item(number=incident.number, actor=representative, at=noon)
    write(incident, agent, noon, visibility="internal")

    assert told() == []
    assert not MailDelivery.objects.exists()


def test_a_reply_of_the_requester_reaches_the_assignee_once(
    incident, told, agent, team_lead, requester, noon
):
    take_incident(number=incident.number, actor=agent, at=noon)
    watch_item(number=incident.number, actor=agent, at=noon)
    watch_item(number=incident.number, actor=team_lead, at=noon)
    write(incident, requester, noon)

    assert told() == [("Anna Agent", "answered"), ("Tom Lead", "replied")]


def test_the_requester_is_told_what_was_answered_for_them(
    incident, told, agent, representative, noon
):
    take_incident(number=incident.number, actor=agent, at=noon)
    write(incident, representative, noon)

    assert told() == [("Anna Agent", "answered"), ("Rita Requester", "replied")]


def test_a_reply_without_an_assignee_reaches_the_team(
    incident, told, agent, team_lead, requester, team, noon
):
    assign(incident, agent, noon, team)
    told()
    Notification.objects.all().delete()
    write(incident, requester, noon)

    assert told() == [("Anna Agent", "answered"), ("Tom Lead", "answered")]


def test_the_requester_is_told_the_resolution(incident, told, agent, noon):
    resolve_incident(
        number=incident.number,
        resolution="Queue emptied.",
        close_code="solved",
        actor=agent,
        at=noon,
    )

    assert told() == [("Rita Requester", "resolved")]
    assert "> Queue emptied." in MailDelivery.objects.get().text


def test_the_assignee_is_told_of_a_reopening(
    resolved_incident, told, agent, requester, noon
):
    reopen_incident(
        number=resolved_incident.number, reason="Again.", actor=requester, at=noon
    )

    assert told() == [("Anna Agent", "reopened")]


def test_the_requester_is_told_that_it_was_cancelled_but_not_why(
    incident, told, agent, noon
):
    cancel_incident(number=incident.number, reason="Nonsense.", actor=agent, at=noon)

    assert told() == [("Rita Requester", "cancelled")]
    mail = MailDelivery.objects.get()
    assert "Nonsense." not in mail.text + mail.html
    assert "Nonsense." not in Notification.objects.get().body


def test_the_requester_is_not_told_whose_duplicate_it_is(
    incident, told, agent, stranger, noon
):
    others = Incident(title="The same", requester=stranger.person)
    original = open_incident(incident=others, actor=agent, at=noon)
    Notification.objects.all().delete()
    mark_duplicate(number=incident.number, of=original.number, actor=agent, at=noon)

    assert ("Rita Requester", "cancelled") in told()
    for mail in MailDelivery.objects.filter(topic="incident.cancelled"):
        assert original.number not in mail.subject + mail.text + mail.html


def test_who_may_no_longer_see_it_is_not_told(
    incident, told, agent, representative, noon
):
    watch_item(number=incident.number, actor=representative, at=noon)
    take_incident(number=incident.number, actor=agent, at=noon)
    set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=noon
    )
    write(incident, agent, noon)

    assert told() == [("Rita Requester", "replied")]


def test_nobody_is_told_of_what_is_imported(incident, told, agent, noon):
    with acting_through(Channel.IMPORT):
        write(incident, agent, noon + timedelta(hours=1))

    assert told() == []
