"""Planning a meeting of any kind that is not planned from what it is about."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from tests.api.conftest import assert_problem, program
from tests.workflow.conftest import DAY, HOUR, a_meeting
from workflow.models import Meeting
from workflow.services import give_task, hold_meeting, plan_meeting

__all__ = ["program"]
pytestmark = pytest.mark.django_db
PAGE = "/manage/meetings/new/"


def values(**changed):
    start = timezone.now() + timedelta(days=14)
    usual = {
        "kind": "operations_meeting",
        "title": "Operations in winter",
        "starts_at": start.isoformat(timespec="minutes")[:16],
        "ends_at": (start + HOUR).isoformat(timespec="minutes")[:16],
        "place": "Room 1",
    }
    return {**usual, **changed}


@pytest.mark.parametrize(
    "kind", ["operations_meeting", "change_advisory_board", "management_review"]
)
def test_who_runs_meetings_plans_one(kind, client, service_level_manager):
    client.force_login(service_level_manager)
    chair = service_level_manager.person
    answer = client.post(PAGE, values(kind=kind, chair=chair.pk))

    planned = Meeting.objects.get()
    assert answer.url == reverse("meeting_detail", args=[planned.number])
    assert (planned.kind, planned.state, planned.chair) == (kind, "planned", chair)
    assert [one.person for one in planned.attendance.all()] == [chair]
    event = Event.objects.get(name="meeting.planned")
    assert (event.item, event.actor) == (planned.item, service_level_manager)
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("kind", "service_review"),
        ("kind", "x"),
        ("title", ""),
        ("starts_at", "2020-01-01T10:00"),
        ("starts_at", "9999-12-31T23:59"),
        ("ends_at", "2020-01-01T10:00"),
        ("ends_at", "soon"),
        ("chair", "0"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_planned(
    name, wrong, client, service_level_manager
):
    client.force_login(service_level_manager)
    answer = client.post(PAGE, values(**{name: wrong}))

    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Meeting.objects.exists()


def test_nobody_of_a_customer_chairs_what_is_held_within(
    client, representative, service_level_manager
):
    client.force_login(service_level_manager)
    answer = client.post(PAGE, values(chair=representative.person.pk))
    assert "chair" in answer.context["form"].errors
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("agent", 403), ("team_lead", 403), ("auditor", 403), ("representative", 404)],
)
def test_others_are_neither_offered_it_nor_let(who, status, cast, client):
    client.force_login(cast[who])
    assert client.post(PAGE, values()).status_code == status
    assert PAGE not in client.get(reverse("meeting_list")).text
    assert not Meeting.objects.exists()


def test_the_list_leads_there_and_the_form_to_reviews(client, service_level_manager):
    client.force_login(service_level_manager)
    assert PAGE in client.get(reverse("meeting_list")).text
    assert f'href="{reverse("review_list")}">service review' in client.get(PAGE).text


def test_programs_plan_the_same(program, service_level_manager, agent):
    start = timezone.now() + 14 * DAY
    body = {"kind": "management_review", "title": "Of the year"}
    body |= {"starts_at": start.isoformat(), "ends_at": (start + HOUR).isoformat()}
    path, manager = "meetings/", program(service_level_manager)
    assert_problem(program(agent).post(path, body), 403)
    assert_problem(manager.post(path, {**body, "kind": "service_review"}), 400)
    assert_problem(manager.post(path, {**body, "ends_at": body["starts_at"]}), 400)
    made = manager.post(path, body)

    assert made.status_code == 201
    assert [one.title for one in Meeting.objects.all()] == [body["title"]]


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        ("operations_meeting", {"agent", "team_lead", "auditor"}),
        ("change_advisory_board", {"agent", "team_lead", "auditor"}),
        ("management_review", {"team_lead", "auditor"}),
    ],
)
def test_each_kind_has_its_readers(kind, readers, cast, noon):
    meeting = a_meeting(None, noon, kind=kind)
    plan_meeting(meeting=meeting, actor=cast["service_level_manager"], at=noon)
    asked = ("agent", "team_lead", "auditor", "representative", "requester")
    seen = {who for who in asked if Meeting.objects.visible_to(cast[who]).exists()}
    assert seen == readers


def test_what_is_open_with_one_customer_is_not_told_another(
    customer, other_customer, service_level_manager, noon
):
    by, kind = {"actor": service_level_manager, "at": noon}, "operations_meeting"
    person = service_level_manager.person
    first = plan_meeting(
        meeting=a_meeting(customer, noon, kind=kind), people=[person], **by
    )
    came = {"attended": [person.pk], "actor": by["actor"], "at": first.ends_at}
    hold_meeting(number=first.number, **came)
    due = first.ends_at.date() + 9 * DAY
    give_task(number=first.number, text="Secret.", owner=person, due_on=due, **by)

    then = {**by, "at": first.ends_at}
    found = {}
    for party in (customer, other_customer):
        coming = a_meeting(party, first.ends_at, kind=kind)
        agenda = plan_meeting(meeting=coming, **then).agenda
        found[party] = list(agenda.values_list("source", flat=True))
    assert found == {customer: ["actions"], other_customer: []}
