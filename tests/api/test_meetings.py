"""Reviews by programs: planned, prepared, sent, and what came of each point."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from tests.api.conftest import assert_problem
from tests.slm.conftest import agreement, draft, office, resolution
from tests.workflow.conftest import called, held, planned
from workflow.models import Meeting

__all__ = ["agreement", "called", "draft", "held", "office", "planned", "resolution"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def review(manager, agreement, representative):
    """The path of a review that was planned for in two weeks."""
    starts = (timezone.now() + timedelta(days=14)).isoformat()
    path = f"agreements/{agreement.number}/plan_review/"
    made = manager.post(path, {"starts_at": starts, "place": "Room 1"})
    assert made.status_code == 201, made.content
    return f"meetings/{made.json()['number']}/"


def test_a_review_is_planned_once_by_who_may(
    manager, program, review, agreement, agent, auditor
):
    starts = (timezone.now() + timedelta(days=20)).isoformat()
    path = f"agreements/{agreement.number}/plan_review/"

    for day in (starts, "9999-12-31T23:30:00Z", "2190-01-01T10:00:00Z"):
        assert_problem(manager.post(path, {"starts_at": day}), 400, "validation")
    for actor in (agent, auditor):
        assert_problem(program(actor).post(path, {"starts_at": starts}), 403)
    shown = manager.get(review).json()
    assert shown["about"] == agreement.number
    assert Event.objects.named("meeting.planned").count() == 1
    due = manager.get("reviews_due/").json()
    assert [one["planned"] for one in due] == [shown["number"]]


def test_meetings_are_found_by_the_number_of_what_they_are_about(
    manager, review, agreement
):
    about = manager.get(f"meetings/?about={agreement.number}").json()["results"]
    assert [f"meetings/{one['number']}/" for one in about] == [review]
    assert manager.get("meetings/?about=SLA-999999").json()["results"] == []


def test_the_agenda_is_made_and_a_point_settled(manager, review):
    assert manager.post(f"{review}make_agenda/").status_code == 200
    added = manager.post(f"{review}add_point/", {"title": "Printers"}).json()
    point = next(one for one in added["agenda"] if one["title"] == "Printers")
    body = {"point_id": point["id"], "outcome": "New ones in May."}
    settled = manager.post(f"{review}settle_point/", body).json()

    found = next(one for one in settled["agenda"] if one["id"] == point["id"])
    assert (found["outcome"], found["settled_at"] is None) == (body["outcome"], False)
    assert_problem(manager.post(f"{review}settle_point/", body), 400)
    strange = {**body, "point_id": 999999999}
    assert_problem(manager.post(f"{review}settle_point/", strange), 404)
    assert Event.objects.named("meeting.point_settled").count() == 1


def test_papers_are_approved_then_sent_once(manager, review, agreement):
    added = manager.post(f"{review}add_paper/", {"paper": agreement.number}).json()
    paper = {"paper_id": added["papers"][-1]["id"]}
    assert "send_papers" not in added["available_actions"]
    assert_problem(manager.post(f"{review}send_papers/"), 409, "illegal-move")
    assert manager.post(f"{review}approve_paper/", paper).status_code == 200
    assert_problem(manager.post(f"{review}approve_paper/", paper), 409)
    manager.post(f"{review}call/")
    sent = manager.post(f"{review}send_papers/").json()

    assert sent["papers"][-1]["sent_at"] is not None
    assert_problem(manager.post(f"{review}remove_paper/", paper), 409)
    assert_problem(manager.post(f"{review}send_papers/"), 400)
    assert Event.objects.named("meeting.papers_sent").count() == 1


def test_a_paper_and_an_invitation_are_taken_back(
    manager, review, agreement, representative
):
    added = manager.post(f"{review}add_paper/", {"paper": agreement.number}).json()
    paper = {"paper_id": added["papers"][-1]["id"]}
    removed = manager.post(f"{review}remove_paper/", paper).json()
    assert len(removed["papers"]) == len(added["papers"]) - 1
    assert_problem(manager.post(f"{review}remove_paper/", paper), 404)
    person = {"person_id": representative.person.pk}
    left = manager.post(f"{review}uninvite/", person).json()["attendance"]

    assert representative.person.pk not in [one["person"]["id"] for one in left]
    assert_problem(manager.post(f"{review}uninvite/", person), 404)


def test_a_decision_stands_on_its_point(manager, held):
    path = f"meetings/{held.number}/"
    added = manager.post(f"{path}add_point/", {"title": "Printers"}).json()
    point = added["agenda"][-1]["id"]
    body = {"text": "We buy new ones.", "point_id": point}
    decided = manager.post(f"{path}decide/", body).json()

    assert [one["agenda_item"] for one in decided["decisions"]] == [point]
    assert_problem(manager.post(f"{path}decide/", {**body, "point_id": 10**12}), 404)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("make_agenda", {}),
        ("settle_point", {"point_id": 1, "outcome": "x"}),
        ("uninvite", {"person_id": 1}),
        ("approve_paper", {"paper_id": 1}),
        ("remove_paper", {"paper_id": 1}),
        ("send_papers", {}),
    ],
)
def test_others_prepare_nothing(act, body, program, called, agent, representative):
    for actor in (agent, representative):
        answer = program(actor).post(f"meetings/{called.number}/{act}/", body)
        assert_problem(answer, 403)
    assert Meeting.objects.get().version == called.version


def test_what_a_meeting_is_about_is_named_or_said_to_be_unknown(manager):
    body = {"kind": "service_review", "title": "x", "about": "SLA-999999"}
    problem = assert_problem(manager.post("meetings/", body), 400)
    said = {one["field"]: one["detail"] for one in problem["errors"]}
    assert said["about"] == "There is nothing with the number “SLA-999999”."
