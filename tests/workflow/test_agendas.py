"""What is left open goes from meeting to meeting until it is settled, each point once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.workflow.conftest import DAY, a_meeting
from workflow.selectors import punctuality
from workflow.services import (
    add_point,
    call_meeting,
    give_task,
    hold_meeting,
    make_agenda,
    plan_meeting,
    settle_point,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon + 15 * DAY}


@pytest.fixture
def following(held, customer, by):
    """The meeting after one that left “Hours” and “Costs” open."""
    for title in ("Hours", "Costs"):
        add_point(number=held.number, title=title, **by)
    meeting = a_meeting(customer, by["at"])
    return plan_meeting(meeting=meeting, people=[by["actor"].person], **by)


def left_open(meeting) -> list[str]:
    points = meeting.agenda.filter(source="left_open", settled_at=None)
    return [point.title for point in points]


def settle(meeting, title, by):
    point = meeting.agenda.get(title=title)
    settle_point(number=meeting.number, point_id=point.pk, outcome="Yes.", **by)


def test_no_point_takes_the_place_of_one_that_is_settled(held, following, by):
    settle(following, "Costs", by)
    settle(held, "Hours", by)
    add_point(number=held.number, title="Reports", **by)
    make_agenda(number=following.number, **by)

    assert left_open(following) == ["Reports"]


def test_what_is_left_open_twice_comes_up_a_third_time(following, customer, by):
    settle(following, "Hours", by)
    then = {**by, "at": following.ends_at}
    hold_meeting(number=following.number, attended=[by["actor"].person.pk], **then)
    third = plan_meeting(meeting=a_meeting(customer, following.ends_at), **then)

    assert left_open(third) == ["Costs"]


def test_days_are_those_where_the_reader_is(planned, service_level_manager):
    due = planned.notice_due_at
    late = datetime(due.year, due.month, due.day, 23, 30, tzinfo=UTC)
    call_meeting(number=planned.number, actor=service_level_manager, at=late)
    planned.refresh_from_db()

    found = {}
    for zone in ("UTC", "Europe/Vienna"):
        with timezone.override(ZoneInfo(zone)):
            checks = punctuality(planned, at=late)
        found[zone] = [one.is_in_time for one in checks if one.key == "notice"]
    assert found == {"UTC": [True], "Europe/Vienna": [False]}


@pytest.mark.parametrize(
    ("customers", "providers", "title", "said"),
    [
        ("de", "", "Offene Maßnahmen der letzten Besprechung", True),
        ("en", "de", "Open actions of the last meeting", False),
        ("", "de", "Offene Maßnahmen der letzten Besprechung", True),
        ("", "", "Open actions of the last meeting", False),
    ],
)
def test_facts_are_told_in_the_language_of_who_is_met_and_the_page_says_so(
    customers, providers, title, said, held, customer, provider, client, by
):
    for organisation, language in ((customer, customers), (provider, providers)):
        organisation.language = language
        organisation.save()
    due, owner = by["at"].date() + 9 * DAY, by["actor"].person
    give_task(number=held.number, text="Do it.", owner=owner, due_on=due, **by)
    with translation.override("de"):
        meeting = plan_meeting(meeting=a_meeting(customer, by["at"]), **by)

    assert meeting.agenda.get(source="actions").title == title
    client.force_login(by["actor"])
    page = client.get(reverse("meeting_detail", args=[meeting.number])).text
    assert (f"is written in German, the language of {customer}" in page) == said
