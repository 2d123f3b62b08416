"""Who is on call, for programs: read by staff, planned by the leads of the team."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Team
from calendars.models import OnCallShift
from core.models import Event
from tests.api.conftest import assert_problem
from tests.slm.conftest import office

__all__ = ["office"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(program, team_lead):
    return program(team_lead)


@pytest.fixture
def path(team):
    return f"on_call/{team.pk}/"


@pytest.fixture
def turns(agent, team_lead):
    today = timezone.now().date()
    people = [agent.person.pk, team_lead.person.pk]
    return {"people": people, "first_day": f"{today:%Y-%m-%d}", "weeks": 2}


@pytest.fixture
def planned(lead, path, office, turns):
    lead.post(f"{path}set_hours/", {"calendar": office.number})
    answer = lead.post(f"{path}plan/", {**turns, "changes_at": "00:00"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_who_is_on_call_now_is_read(planned, program, path, agent, auditor):
    shown = program(auditor).get(path).json()

    assert shown["person"] == {"id": agent.person.pk, "name": agent.person.name}
    assert (shown["is_there"], shown["available_actions"]) == (True, [])
    assert len(shown["shifts"]) == 2
    assert planned["available_actions"] == ["set_hours", "plan", "cancel"]
    assert Event.objects.named("on_call.planned").count() == 1


def test_nobody_is_planned_twice_nor_without_hours(lead, path, turns, office):
    assert_problem(lead.post(f"{path}plan/", turns), 400)
    lead.post(f"{path}set_hours/", {"calendar": office.number})
    assert lead.post(f"{path}plan/", turns).status_code == 201
    assert_problem(lead.post(f"{path}plan/", turns), 400, "validation")
    assert OnCallShift.objects.count() == 2


def test_a_shift_is_cancelled_once(planned, lead, path):
    shift = {"shift": planned["shifts"][1]["id"]}
    assert len(lead.post(f"{path}cancel/", shift).json()["shifts"]) == 1
    assert_problem(lead.post(f"{path}cancel/", shift), 404)


@pytest.mark.parametrize(
    "wrong", [{"first_day": "9999-12-31"}, {"weeks": 0}, {"people": []}]
)
def test_what_cannot_be_is_not_planned(wrong, lead, path, turns, office):
    lead.post(f"{path}set_hours/", {"calendar": office.number})
    assert_problem(lead.post(f"{path}plan/", {**turns, **wrong}), 400)


def test_others_plan_nothing(planned, path, turns, program, agent, office, requester):
    acts = {
        "set_hours": {"calendar": office.number},
        "plan": {**turns, "first_day": "2100-01-01"},
        "cancel": {"shift": planned["shifts"][0]["id"]},
    }
    for act, body in acts.items():
        assert_problem(program(agent).post(f"{path}{act}/", body), 403)
        assert_problem(program(requester).post(f"{path}{act}/", body), 404)
    assert program(requester).get("on_call/").json()["results"] == []
    assert OnCallShift.objects.count() == 2


def test_more_teams_cost_no_more(
    planned, program, agent, django_assert_max_num_queries
):
    Team.objects.bulk_create(Team(name=f"Team {number}") for number in range(9))
    desk = program(agent)
    desk.get("me/")
    with django_assert_max_num_queries(9):
        assert len(desk.get("on_call/").json()["results"]) == 10


def test_a_running_shift_is_told_until_it_ends(planned, path, lead):
    for shift in OnCallShift.objects.all():
        shift.starts_at -= timedelta(days=30)
        shift.ends_at -= timedelta(days=30)
        shift.save()
    assert lead.get(path).json()["person"] is None
