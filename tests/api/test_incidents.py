from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from incidents.models import Incident
from incidents.services import write_on_incident
from records.choices import Visibility
from tests.api.conftest import assert_problem

pytestmark = pytest.mark.django_db


def test_reporting_records_the_channel_and_the_moment(program, requester, service):
    before = timezone.now()
    answer = program(requester).post(
        "incidents/", {"title": "No mail", "service": service.number}
    )

    assert answer.status_code == 201, answer.content
    incident = Incident.objects.get(item__number=answer.json()["number"])
    assert (incident.contact_channel, incident.requester) == ("api", requester.person)
    event = Event.objects.get(item=incident.item, name="incident.opened")
    assert (event.channel, event.actor) == ("api", requester)
    assert before <= incident.opened_at <= timezone.now()


def test_nobody_chooses_when_something_happened(program, agent, requester):
    answer = program(agent).post(
        "incidents/",
        {
            "title": "No mail",
            "requester": requester.person.pk,
            "at": "2001-01-01T00:00:00Z",
            "opened_at": "2001-01-01T00:00:00Z",
        },
    )

    assert answer.status_code == 201
    assert not answer.json()["opened_at"].startswith("2001")


def test_a_customer_reports_for_nobody_else(program, requester, representative):
    answer = program(representative).post(
        "incidents/", {"title": "No mail", "requester": requester.person.pk}
    )
    assert_problem(answer, 403, "permission-denied")


def test_a_program_of_the_desk_logs_somebody_new(program, agent, requester, customer):
    nora = {
        "name": "Nora Newcomer",
        "organisation": customer.pk,
        "email": "n@x.example",
    }
    body = {"title": "No mail", "caller": nora}
    for wrong in ({}, {"name": "Nora"}, "Nora", {**nora, "email": requester.email}):
        answer = program(agent).post("incidents/", {**body, "caller": wrong})
        errors = assert_problem(answer, 400)["errors"]
        assert all(one["field"].split(".")[0] == "caller" for one in errors)
    assert errors[0]["field"] == "caller.email"
    both = {**body, "requester": requester.person.pk}
    assert_problem(program(agent).post("incidents/", both), 400)
    assert_problem(program(requester).post("incidents/", body), 403)
    assert not Incident.objects.exists()

    assert program(agent).post("incidents/", body).status_code == 201
    assert Incident.objects.get().requester.name == "Nora Newcomer"


def test_a_customer_gives_it_to_no_team(program, requester, team):
    answer = program(requester).post("incidents/", {"title": "x", "team": team.pk})
    assert assert_problem(answer, 400)["errors"][0]["field"] == "team"


def test_every_move_is_offered_and_made(program, incident, agent):
    desk = program(agent)
    path = f"incidents/{incident.number}"
    in_two_days = (timezone.now() + timedelta(days=2)).isoformat()
    asked = {"waiting_for": "customer", "question": "Which photo?"}
    pending = {**asked, "expected_at": in_two_days}
    for name, offered, body, state in (
        ("take", "take", None, "assigned"),
        ("start", "start", None, "in_progress"),
        ("pend", "wait_for_customer", pending, "pending_customer"),
        ("resume", "resume", None, "in_progress"),
        ("resolve", "resolve", {"resolution": "x", "close_code": "solved"}, "resolved"),
        ("reopen", "reopen", {"reason": "Again"}, "in_progress"),
        ("cancel", "cancel", {"reason": "Twice"}, "cancelled"),
    ):
        assert offered in desk.get(f"{path}/").json()["available_actions"]
        answer = desk.post(f"{path}/{name}/", body)
        assert (answer.status_code, answer.json()["state"]) == (200, state)


def test_closing_and_handing_over(program, incident, resolved_incident, agent):
    answer = program(agent).post(f"incidents/{resolved_incident.number}/close/")
    assert answer.json()["state"] == "closed"


def test_handing_over_names_team_and_person(program, incident, agent, team):
    answer = program(agent).post(
        f"incidents/{incident.number}/assign/",
        {"team": team.pk, "person": agent.person.pk, "reason": "Knows mail"},
    )
    assert answer.json()["assignee"]["name"] == "Anna Agent"


def test_reclassifying_follows_the_matrix(program, incident, agent):
    answer = program(agent).post(
        f"incidents/{incident.number}/reclassify/", {"impact": 1, "urgency": 1}
    )
    assert answer.json()["priority"] == 1


def test_an_illegal_move_is_a_conflict(program, resolved_incident, agent):
    answer = program(agent).post(f"incidents/{resolved_incident.number}/start/")
    assert_problem(answer, 409, "illegal-move")


def test_a_requester_may_not_resolve(program, incident, requester):
    answer = program(requester).post(
        f"incidents/{incident.number}/resolve/",
        {"resolution": "x", "close_code": "solved"},
    )
    assert_problem(answer, 403)


def test_a_stale_version_changes_nothing(program, incident, agent):
    seen = program(agent).get(f"incidents/{incident.number}/")["ETag"]
    program(agent).post(f"incidents/{incident.number}/take/")

    answer = program(agent).post(
        f"incidents/{incident.number}/start/", **{"If-Match": seen}
    )
    assert assert_problem(answer, 412, "stale-version")["current_version"] == 3
    incident.refresh_from_db()
    assert incident.state == "assigned"


def test_the_current_version_is_accepted(program, incident, agent):
    seen = program(agent).get(f"incidents/{incident.number}/")["ETag"]
    answer = program(agent).post(
        f"incidents/{incident.number}/start/", **{"If-Match": seen}
    )
    assert answer.status_code == 200
    assert answer["ETag"] == f'"{answer.json()["version"]}"'


def test_another_customers_incident_is_not_there(program, incident, stranger):
    path = f"incidents/{incident.number}"
    assert_problem(program(stranger).get(f"{path}/"), 404)
    assert_problem(program(stranger).get(f"{path}/entries/"), 404)
    assert_problem(program(stranger).post(f"{path}/entries/", {"text": "x"}), 404)
    assert_problem(program(stranger).post(f"{path}/resolve/", {}), 404)
    assert program(stranger).get("incidents/").json()["results"] == []


def test_internal_notes_stay_inside(program, incident, agent, requester):
    for visibility in Visibility:
        write_on_incident(
            number=incident.number,
            text=f"a {visibility.value} word",
            visibility=visibility,
            actor=agent,
            at=timezone.now(),
        )

    def texts(user):
        answer = program(user).get(f"incidents/{incident.number}/entries/")
        return [entry["text"] for entry in answer.json()["results"]]

    assert texts(requester) == ["a public word"]
    assert texts(agent) == ["a public word", "a internal word"]
    assert program(requester).get("records/?q=internal").json()["results"] == []
    assert len(program(agent).get("records/?q=internal").json()["results"]) == 1


def test_a_customer_replies_but_writes_no_note(program, incident, requester):
    path = f"incidents/{incident.number}/entries/"
    assert program(requester).post(path, {"text": "Thanks"}).status_code == 201
    note = {"text": "Psst", "visibility": "internal"}
    assert_problem(program(requester).post(path, note), 403)


def test_a_list_costs_the_same_however_long(
    program, requester, agent, incident, django_assert_max_num_queries
):
    for number in range(20):
        program(requester).post("incidents/", {"title": f"No {number}"})
    desk = program(agent)
    # The first request of a session notes from where it comes.
    desk.get("me/")
    with django_assert_max_num_queries(9):
        assert len(desk.get("incidents/").json()["results"]) == 21
