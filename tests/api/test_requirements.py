"""Needs of customers, for programs: gathered, resolved and traced to targets."""

import pytest

from slm.models import ServiceLevelRequirement, Target
from tests.api.conftest import assert_problem
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def body(customer, service):
    return {
        "title": "Faster mail",
        "need": "Two hours at most.",
        "customer": customer.pk,
        "service": service.number,
        "metric": "resolution",
        "wished": "2 h",
    }


def test_a_need_goes_all_the_way(manager, body, agreement):
    made = manager.post("requirements/", body)
    path = f"requirements/{made.json()['number']}/"

    assert made.status_code == 201
    assert made.json()["available_actions"] == ["edit", "assess"]
    manager.patch(path, {"wished": "1 h"})
    manager.post(f"{path}assess/", {"assessment": "Two on call."})
    manager.post(f"{path}resolve/", {"resolution": "can_do", "reason": "Easy."})
    target = Target.objects.get()
    answer = {"coverage": "wholly", "targets": [target.pk]}
    done = manager.post(f"{path}document/", answer).json()

    assert (done["state"], done["coverage"]) == ("documented", "wholly")
    assert (done["wished"], done["targets"]) == ("1 h", [target.pk])
    assert_problem(manager.post(f"{path}document/", answer), 400)
    anew = manager.post(f"{path}document/", {"coverage": "not", "targets": []}).json()
    assert (anew["coverage"], anew["targets"]) == ("not", [])


@pytest.mark.parametrize(
    "wrong",
    [{"need": ""}, {"wished": "soon"}, {"metric": ""}, {"priority": 9}],
)
def test_what_makes_no_sense_is_refused(wrong, manager, body):
    assert_problem(manager.post("requirements/", {**body, **wrong}), 400)
    assert not ServiceLevelRequirement.objects.exists()


def test_a_representative_gathers_and_reads_its_own_alone(
    program, representative, body, other_customer
):
    theirs = program(representative)

    made = theirs.post("requirements/", body).json()

    assert made["available_actions"] == ["edit"]
    assert len(theirs.get("requirements/").json()["results"]) == 1
    foreign = {**body, "customer": other_customer.pk}
    assert theirs.post("requirements/", foreign).status_code in (400, 403)
    assert ServiceLevelRequirement.objects.count() == 1


def test_how_a_need_was_assessed_is_not_for_its_customer(
    program, representative, manager, body
):
    path = f"requirements/{manager.post('requirements/', body).json()['number']}/"
    manager.post(f"{path}assess/", {"assessment": "Our own OLA is too slow."})

    assert manager.get(path).json()["assessment"] == "Our own OLA is too slow."
    theirs = program(representative)
    assert theirs.get(path).json()["assessment"] == ""
    listed = theirs.get("requirements/").json()["results"]
    assert [one["assessment"] for one in listed] == [""]
