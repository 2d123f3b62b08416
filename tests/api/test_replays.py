"""What repairs and what-ifs change, told clock by clock to those who may see them."""

from datetime import date

import pytest

from core.jobs import run_job
from slm.jobs import ask_what_if
from slm.models import Clock, WhatIf
from slm.services import add_target
from tests.api.conftest import assert_problem
from tests.reporting.conftest import (
    LATER,
    MARCH,
    agreement,
    availability,
    draft,
    month,
    office,
    resolution,
    stored_apart,
)
from tests.slm.test_repairs import of_terms, right_terms
from tests.slm.test_what_if import tighter

__all__ = [
    "agreement",
    "availability",
    "draft",
    "month",
    "of_terms",
    "office",
    "resolution",
    "right_terms",
    "stored_apart",
    "tighter",
]
pytestmark = pytest.mark.django_db


def test_a_repair_names_the_clocks_that_it_changes(
    program, agent, representative, of_terms
):
    path = f"repairs/{of_terms.number}/"
    effect = program(agent).get(path).json()["effect"]

    assert effect["clocks_changed"] == len(effect["clocks"]) > 0
    assert effect["hidden"] == 0
    for line in effect["clocks"]:
        assert Clock.objects.get(pk=line["clock"]).record.number == line["record"]
        assert len(line["due"]) == len(line["verdicts"]) == 2
    assert_problem(program(representative).get(path), 404)


def test_a_what_if_names_the_clocks_that_would_differ(
    program, service_level_manager, representative, tighter, month
):
    job = ask_what_if(
        version=tighter,
        first_on=MARCH,
        last_on=date(2026, 3, 31),
        actor=service_level_manager,
        at=LATER,
    )
    run_job(job_id=job.pk, clock=lambda: LATER)
    path = f"what_ifs/{WhatIf.objects.get().number}/lines/"

    lines = program(service_level_manager).get(path).json()
    assert {one["record"]: (one["had"], one["would"]) for one in lines} == {
        month["met"].number: ("Met", "Breached"),
        month["paused"].number: ("Met", "Breached"),
    }
    assert_problem(program(representative).get(path), 404)


def test_a_what_if_tells_of_targets_of_the_month(
    program, service_level_manager, availability, tighter
):
    by = {"actor": service_level_manager, "at": LATER}
    add_target(number=tighter.agreement.number, terms=availability, **by)
    last = date(2026, 3, 31)
    job = ask_what_if(version=tighter, first_on=MARCH, last_on=last, **by)
    run_job(job_id=job.pk, clock=lambda: LATER)

    path = f"what_ifs/{WhatIf.objects.get().number}/"
    told = program(service_level_manager).get(path).json()
    (month,) = told["result"]["months"]
    assert (month["month"], month["had"]) == ("2026-03-01", [])
    (would,) = month["would"]
    assert (would["metric"], would["verdict"]) == ("availability", "kept")


def test_no_such_version_is_said_in_words(program, service_level_manager, agreement):
    body = {
        "agreement": agreement.number.lower(),
        "version_number": 9,
        "first_on": "2026-03-01",
        "last_on": "2026-03-31",
    }
    problem = assert_problem(
        program(service_level_manager).post("what_ifs/", body), 400
    )
    assert problem["errors"][0]["detail"] == "There is no such version."
