"""One's own inbox: read, marked as read, nobody else's."""

import pytest

from core.models import Event
from notifications.models import Notification
from tests.api.conftest import assert_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def notification(incident, requester, noon):
    return Notification.objects.create(
        recipient=requester,
        event=Event.objects.filter(item=incident.item).earliest("pk"),
        topic="record.replied",
        item=incident.item,
        subject="An answer",
        created_at=noon,
    )


def test_the_inbox_is_listed_and_narrowed(program, notification, requester):
    reader = program(requester)
    (found,) = reader.get("inbox/?unread=true").json()["results"]

    assert found["subject"] == "An answer"
    assert (found["item"], found["read_at"]) == (notification.item.number, None)
    reader.post(f"inbox/{notification.pk}/read/")
    assert reader.get("inbox/?unread=true").json()["results"] == []
    assert len(reader.get("inbox/?unread=false").json()["results"]) == 1


def test_the_first_reading_counts(program, notification, requester):
    path = f"inbox/{notification.pk}/read/"
    first = program(requester).post(path).json()["read_at"]

    assert first is not None
    assert program(requester).post(path).json()["read_at"] == first
    assert (
        program(requester).get(f"inbox/{notification.pk}/").json()["read_at"] == first
    )


def test_everything_is_marked_as_read_at_once(program, notification, requester):
    assert program(requester).post("inbox/read_all/").json() == {"marked": 1}
    assert program(requester).post("inbox/read_all/").json() == {"marked": 0}


def test_nobody_reads_anothers_inbox(program, notification, administrator):
    path = f"inbox/{notification.pk}/"
    assert_problem(program(administrator).get(path), 404)
    assert_problem(program(administrator).post(f"{path}read/"), 404)
    program(administrator).post("inbox/read_all/")
    notification.refresh_from_db()
    assert notification.read_at is None


def test_an_odd_filter_is_named(program, requester):
    answer = program(requester).get("inbox/?cursor=rubbish")
    assert_problem(answer, 404)
