from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Event
from notifications.models import MailDelivery, Notification, Preference
from notifications.services import (
    mark_all_read,
    mark_read,
    notify,
    set_preferences,
)
from notifications.topics import Wish
from tests.notifications.conftest import LATER

pytestmark = pytest.mark.django_db


def tell(incident, *people, **values):
    arguments = {
        "event": Event.objects.filter(item=incident.item).latest("id"),
        "recipients": people,
        "topic": "incident.resolved",
        "subject": "%(number)s is resolved",
        "template": "incidents/resolved",
        "context": {"number": incident.number, "title": incident.title},
        "at": LATER,
        **values,
    }
    return notify(**arguments)


def test_notifying_fills_the_inbox_and_the_post(incident, requester):
    tell(incident, requester.person)

    told = Notification.objects.get()
    assert told.recipient == requester
    assert told.subject == f"{incident.number} is resolved"
    assert MailDelivery.objects.get().to_address == requester.email


def test_notifying_twice_adds_nothing(incident, requester):
    tell(incident, requester.person, requester)
    tell(incident, requester)

    assert Notification.objects.count() == MailDelivery.objects.count() == 1


def test_nobody_is_told_of_their_own_act(incident, agent):
    assert tell(incident, agent.person) == 0
    assert not Notification.objects.exists()


def test_who_may_not_see_it_is_not_told(incident, stranger):
    assert tell(incident, stranger.person) == 0


def test_who_has_left_is_not_told(incident, requester):
    requester.is_active = False
    requester.save()

    assert tell(incident, requester.person) == 0


def test_a_person_without_a_sign_in_gets_mail_only(incident, requester):
    person = requester.person
    person.user = None
    person.save()

    tell(incident, person)
    assert not Notification.objects.exists()
    mail = MailDelivery.objects.get()
    assert (mail.recipient, mail.to_address) == (None, person.email)
    assert "/go/" not in mail.text


@pytest.mark.parametrize(
    ("wish", "rows"),
    [
        (Wish(True, False), (1, 0)),
        (Wish(False, True), (0, 1)),
        (Wish(False, False), (0, 0)),
    ],
)
def test_everybody_is_told_where_they_wish(incident, requester, noon, wish, rows):
    wishes = {"incident.resolved": wish}
    set_preferences(user=requester, wishes=wishes, actor=requester, at=noon)

    tell(incident, requester.person)
    assert (Notification.objects.count(), MailDelivery.objects.count()) == rows


def test_reading_notes_when_and_the_first_time_counts(incident, requester, noon):
    tell(incident, requester)
    told = Notification.objects.get()

    mark_read(notification_id=told.pk, actor=requester, at=noon)
    mark_read(notification_id=told.pk, actor=requester, at=noon + timedelta(hours=1))
    told.refresh_from_db()
    assert told.read_at == noon


def test_nobody_reads_another_inbox(incident, requester, representative, noon):
    tell(incident, requester)
    told = Notification.objects.get()

    with pytest.raises(Notification.DoesNotExist):
        mark_read(notification_id=told.pk, actor=representative, at=noon)
    assert mark_all_read(actor=representative, at=LATER) == 0


def test_marking_all_read_leaves_what_came_since(incident, requester, noon):
    tell(incident, requester)

    assert mark_all_read(actor=requester, at=noon) == 0
    assert mark_all_read(actor=requester, at=LATER) == 1


def test_preferences_are_recorded_with_before_and_after(requester, noon):
    wishes = {"incident.resolved": Wish(inbox=True, mail=False)}
    set_preferences(user=requester, wishes=wishes, actor=requester, at=noon)

    event = Event.objects.get(name="notifications.preferences_set")
    assert event.changes == {
        "incident.resolved": [
            {"inbox": True, "mail": True},
            {"inbox": True, "mail": False},
        ]
    }
    assert not Preference.objects.get().mail


def test_setting_the_same_preferences_twice_is_refused(requester, noon):
    wishes = {"incident.resolved": Wish(inbox=True, mail=False)}
    set_preferences(user=requester, wishes=wishes, actor=requester, at=noon)

    with pytest.raises(ValidationError):
        set_preferences(user=requester, wishes=wishes, actor=requester, at=noon)


@pytest.mark.parametrize("topic", ["nonsense", "incident.assigned"])
def test_a_topic_that_is_not_offered_is_refused(requester, noon, topic):
    with pytest.raises(ValidationError):
        set_preferences(
            user=requester, wishes={topic: Wish()}, actor=requester, at=noon
        )


def test_nobody_chooses_for_another(requester, administrator, noon):
    with pytest.raises(PermissionDenied):
        set_preferences(user=requester, wishes={}, actor=administrator, at=noon)
