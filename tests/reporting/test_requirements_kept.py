"""A customer's need is part of a pack: what is decided on it is told, and nothing else."""

import pytest
from django.core.management import CommandError

from slm.models import ServiceLevelRequirement
from slm.services import (
    assess_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)
from tests.reporting.conftest import HOUR, LATER, TENTH
from tests.reporting.test_lawful import line_of
from tests.reporting.test_packs import alter, summary, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(month, customer, service, service_level_manager):
    return gather_requirement(
        requirement=ServiceLevelRequirement(
            title="Faster mail",
            need="Two hours.",
            customer=customer,
            service=service,
            stated_on=TENTH.date(),
            metric="resolution",
            wished="2 h",
            goal_percent=95,
        ),
        actor=service_level_manager,
        at=TENTH,
    )


@pytest.fixture
def pack(need, request):
    return request.getfixturevalue("made")


def decide(need, actor):
    number = need.number
    values = {"title": "Much faster", "wished": "1 h", "goal_percent": 90}
    steps = (
        lambda at: edit_requirement(number=number, values=values, actor=actor, at=at),
        lambda at: assess_requirement(
            number=number, assessment="Two on call.", actor=actor, at=at
        ),
        lambda at: resolve_requirement(
            number=number, resolution="can_do", reason="Easy.", actor=actor, at=at
        ),
    )
    for place, step in enumerate(steps):
        step(LATER + place * HOUR)


def test_needs_are_shown_for_clause_6_1(pack):
    found = summary(pack, "slm.requirements")

    assert (found["count"], found["verdict"]) == (1, "evidenced")


def test_agreements_without_limits_of_workload_are_a_gap(pack):
    found = summary(pack, "slm.workload-limits")

    assert found["verdict"] == "gap"
    assert "Without limits of workload" in found["reason"]


def test_what_is_decided_on_a_need_is_told(pack, need, service_level_manager):
    assert line_of(verify(pack.pdf.path), need.number).endswith(": unchanged")

    decide(need, service_level_manager)

    assert "changed since by 3" in line_of(verify(pack.pdf.path), need.number)


@pytest.mark.parametrize(
    "altered",
    ["title = 'x'", "need = 'x'", "wished = '9 h'", "goal_percent = 1", "version = 9"],
)
def test_what_is_altered_is_named(altered, pack, need, service_level_manager):
    decide(need, service_level_manager)

    alter(f"UPDATE slm_servicelevelrequirement SET {altered}")

    with pytest.raises(CommandError, match=need.number):
        verify(pack.pdf.path)
