"""Exclusions by the API: asked for, decided, and told with what they change."""

import pytest

from slm.models import Exclusion
from tests.api.conftest import assert_problem
from tests.slm.conftest import agreement, asked, draft, incident, office, resolution

__all__ = ["agreement", "asked", "draft", "incident", "office", "resolution"]

pytestmark = pytest.mark.django_db


def body(**values):
    span = {"start": "2026-03-04T11:00:00Z", "end": "2026-03-04T13:00:00Z"}
    return {"reason": "customer", "text": "Their network was off.", **span, **values}


def test_it_is_asked_for_decided_and_withdrawn(
    program, incident, service, agent, service_level_manager
):
    made = program(agent).post("exclusions/", body(service=service.number))
    found = made.json()
    assert made.status_code == 201
    assert found["available_actions"] == ["retract", "count"]
    assert found["effect"]["clocks_changed"] == 1
    manager, path = program(service_level_manager), f"exclusions/{found['number']}/"

    approved = manager.post(f"{path}approve/").json()
    assert (approved["state"], approved["decided_by"]) == ("approved", "Sara Level")
    assert approved["available_actions"] == ["withdraw"]
    assert_problem(manager.post(f"{path}withdraw/", {}), 400)
    assert manager.post(f"{path}withdraw/", {"reason": "x"}).json()["version"] == 3
    assert_problem(manager.post(f"{path}withdraw/", {"reason": "x"}), 409)


def test_what_makes_no_sense_is_refused(program, agent, service):
    asks = program(agent)
    for values in (
        {},
        {"service": "SVC-999999"},
        {"service": service.number, "end": "2026-03-04T11:00:00Z"},
        {"service": service.number, "start": "0001-01-01T00:00:00Z"},
        {"service": service.number, "end": "9999-12-31T23:59:59Z"},
        {"service": service.number, "reason": "bored"},
        {"service": service.number, "text": ""},
    ):
        assert_problem(asks.post("exclusions/", body(**values)), 400)
    assert not Exclusion.objects.exists()


def test_a_decision_over_another_version_is_refused(
    program, asked, service_level_manager
):
    path = f"exclusions/{asked.number}/approve/"
    stale = {"If-Match": '"7"'}

    assert_problem(program(service_level_manager).post(path, **stale), 412)
    assert Exclusion.objects.get().state == "requested"


def test_the_list_is_narrowed_as_on_the_screen(program, asked, auditor, requester):
    def count(user, query):
        return len(program(user).get(f"exclusions/?{query}").json()["results"])

    assert count(auditor, "state=requested&reason=customer&text=network") == 1
    assert count(auditor, "state=approved") == count(requester, "") == 0
