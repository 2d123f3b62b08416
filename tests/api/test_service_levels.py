"""What service level managers do on screens, done by programs."""

import pytest

from catalogue.services import edit_service
from core.models import Event
from governance.models import MeasureLimit
from slm.models import BreachCause, Clock
from tests.api.conftest import assert_problem
from tests.governance.test_improvements import late, proposed
from tests.slm.conftest import (
    agreement,
    draft,
    incident,
    measure,
    office,
    resolution,
    who,
)
from tests.slm.test_capability import begun, decided, planned

__all__ = [
    "agreement",
    "begun",
    "decided",
    "draft",
    "incident",
    "late",
    "measure",
    "office",
    "planned",
    "proposed",
    "resolution",
    "who",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


def test_causes_are_kept_by_managers(manager, program, team_lead, requester):
    made = manager.post("breach_causes/", {"name": "Moon"})
    path = f"breach_causes/{made.json()['id']}/"

    assert made.status_code == 201
    assert_problem(manager.post("breach_causes/", {"name": "moon"}), 400)
    changed = manager.patch(path, {"is_active": False}, **{"If-Match": '"1"'}).json()
    assert (changed["name"], changed["is_active"]) == ("Moon", False)
    assert_problem(manager.patch(path, {"name": "x"}, **{"If-Match": '"1"'}), 412)
    assert_problem(manager.patch(path, {"name": "Moon"}), 400)
    assert_problem(program(team_lead).patch(path, {"name": "x"}), 403)
    assert_problem(program(requester).patch(path, {"name": "x"}), 404)
    assert Event.objects.named("breach.cause_added").count() == 1


def test_why_a_promise_was_broken_is_read_by_staff_alone(
    manager, program, late, requester
):
    tool = BreachCause.objects.get(name="Tool")
    body = {"clocks": [late.pk], "cause": tool.pk, "words": "It hung."}
    assert manager.post("breach_causes/explain/", body).status_code == 204
    found = manager.get(f"clocks/{late.pk}/").json()["cause"]

    assert (found["name"], found["words"]) == ("Tool", "It hung.")
    assert program(requester).get(f"clocks/{late.pk}/").json()["cause"] is None
    told = manager.get(f"clocks/?cause={tool.pk}").json()["results"]
    assert [one["id"] for one in told] == [late.pk]


def test_the_ledger_of_a_clock_adds_up(manager, program, late, requester):
    lines = manager.get(f"clocks/{late.pk}/ledger/").json()

    parts = ("counted", "paused", "excluded", "gap", "outside")
    assert all(one["wall"] == sum(one[part] for part in parts) for one in lines)
    assert lines[-1]["total"] == Clock.objects.get(pk=late.pk).elapsed_seconds
    assert_problem(program(requester).get(f"clocks/{late.pk}/ledger/"), 403)


def test_clocks_are_narrowed_as_on_the_screen(manager, late, agreement, service):
    clock = Clock.objects.get(pk=late.pk)
    right = {
        "agreement": agreement.number,
        "budget": clock.budget_id,
        "customer": clock.record.customer_id,
        "decided": "2026-03",
        "service": service.number,
        "target": clock.budget.target_id,
    }
    wrong = {"agreement": "SLA-999999", "decided": "2026-02", "service": "SVC-999999"}
    for name, value in right.items():
        found = manager.get(f"clocks/?{name}={value}").json()["results"]
        assert [one["id"] for one in found] == [late.pk], name
    for name, value in wrong.items():
        assert manager.get(f"clocks/?{name}={value}").json()["results"] == [], name
    for name in ("budget", "customer", "cause", "decided"):
        assert_problem(manager.get(f"clocks/?{name}=nan"), 400)


def test_what_was_measured_is_read_again(manager, program, measure, agent):
    path = f"measures/{measure.number}/values/"
    days = ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"]
    sent = [{"at": day, "value": "250.5"} for day in days]
    manager.post(path, {"values": sent})

    shown = program(agent).get(path).json()["results"]
    assert [one["at"] for one in shown] == days[::-1]
    late = manager.get(f"{path}?since={days[1]}").json()["results"]
    assert [one["value"] for one in late] == ["250.500000"]
    assert_problem(manager.get(f"{path}?since=soon"), 400)


def test_an_assessment_is_finished_by_program(manager, decided, service, who):
    path = f"capability_assessments/{decided.number}/"
    line = decided.lines.get().pk
    assert_problem(manager.post(f"{path}carry_out/"), 400)
    edit_service(number=service.number, summary="With more storage", **who)
    update, *_older = manager.get(f"{path}updates/?line={line}").json()
    wrong = {"line": line, "update": "event-999999999"}
    assert_problem(manager.post(f"{path}note_catalogue_update/", wrong), 400)
    assert "note_catalogue_update" in manager.get(path).json()["available_actions"]
    body = {"line": line, "update": update["update"]}
    assert manager.post(f"{path}note_catalogue_update/", body).status_code == 200
    assert manager.post(f"{path}carry_out/").json()["state"] == "carried_out"
    for act in ("add_services", "carry_out"):
        assert_problem(manager.post(f"{path}{act}/"), 409)


def test_a_proposal_is_changed_until_it_is_decided_on(
    manager, program, proposed, agent
):
    path = f"improvements/{proposed.number}/"
    body = {"months": 3, "title": "Sooner", "due_on": "2100-01-01"}
    changed = manager.patch(path, body).json()

    assert (changed["months"], changed["title"]) == (3, "Sooner")
    assert changed["description"] == proposed.description
    assert_problem(manager.patch(path, body), 400)
    approved = manager.post(f"{path}approve/", {"reason": "Worth it."}).json()
    assert approved["decision_reason"] == "Worth it."
    assert_problem(manager.patch(path, {"months": 4}), 409)
    assert_problem(manager.post(f"{path}approve/"), 409)


def test_an_improvement_names_what_it_came_from(manager, agreement):
    body = {"title": "x", "description": "y", "about": agreement.number.lower()}
    assert manager.post("improvements/", body).json()["about"] == agreement.number
    assert_problem(manager.post("improvements/", {**body, "about": "SLA-999999"}), 400)


def test_a_measure_of_the_process_tells_its_limits_and_rows(
    manager, agreement, service
):
    path = "process_measures/slm.services_with_sla/"
    assert manager.get(path).json()["limits"] is None
    manager.post(f"{path}limits/", {"lower": "95", "upper": None})

    assert manager.get(path).json()["limits"]["lower"] == "95.00"
    rows = manager.get(f"{path}rows/?month=2026-03").json()
    assert [one["counts"] for one in rows] == [True]
    assert_problem(manager.get(f"{path}rows/?month=1900-01"), 400)
    assert_problem(manager.get("process_measures/?month=x"), 400)
    # It measures improvements, but not the process.
    other = "process_measures/clocks.breached/limits/"
    assert_problem(manager.post(other, {"lower": "1", "upper": None}), 404)
    assert MeasureLimit.objects.count() == 1


def test_an_availability_is_tried_out(manager, program, service, requester):
    path = "availability/what_if/"
    pair = {"name": "Pair", "shares": ["0.99", "0.99"], "needed": 1}
    line = {"name": "Line", "shares": ["0.9"]}
    shown = manager.post(path, {"groups": [pair, line]}).json()

    assert shown["availability"].startswith("0.89991")
    assert (shown["weakest"], shown["groups"][1]["needed"]) == ("Line", 1)
    for wrong in ({"needed": 3}, {"shares": ["nan"]}, {"shares": ["1.1"]}):
        assert_problem(manager.post(path, {"groups": [{**pair, **wrong}]}), 400)
    assert manager.get(f"{path}?service={service.number}").status_code == 200
    assert_problem(program(requester).post(path, {"groups": [line]}), 403)


def test_availability_is_narrowed_as_on_the_screen(manager, customer, service):
    for query in (f"customer={customer.pk}", f"service={service.number}"):
        assert manager.get(f"availability/?{query}").status_code == 200
    for query in ("customer=x", "customer=999999999", "service=SVC-999999"):
        assert_problem(manager.get(f"availability/?{query}"), 400)


def test_a_wrong_filter_of_a_page_is_said_to_be_wrong(client, service_level_manager):
    client.force_login(service_level_manager)
    for path in ("compliance/?leg=x", "compliance/?on=9999-12-31", "causes/?month=x"):
        assert client.get(f"/manage/{path}").status_code == 400, path
