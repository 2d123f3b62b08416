"""Papers, ratings, causes and punctuality, as programs read and write them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.models import Event
from records.models import Rating
from slm.models import BreachCause
from slm.services import add_target
from tests.api.conftest import assert_problem
from tests.factories.slm import put_into_force
from tests.slm.acts import TEN
from tests.slm.conftest import (
    agreement,
    availability,
    draft,
    incident_of,
    office,
    resolution,
    who,
)
from tests.slm.test_agreed_catalogues import by, drafted
from tests.slm.test_month_targets import lose
from tests.slm.test_requirements import need, needed

__all__ = [
    "agreement",
    "availability",
    "by",
    "draft",
    "drafted",
    "incident_of",
    "need",
    "needed",
    "office",
    "resolution",
    "who",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def tool(db):
    return BreachCause.objects.get(name="Tool")


@pytest.fixture
def scored(draft, availability, incident_of, who):
    """A score of at least 4 was promised, and one customer gave a 2."""
    score = replace(availability, metric="experience", goal_value=Decimal(4))
    add_target(number=draft.number, terms=replace(score, partial_weight=None), **who)
    put_into_force(number=draft.number, **who)
    made = incident_of(TEN)
    Rating.objects.create(
        record=made, person=made.requester, score=2, comment="Slow.", rated_at=TEN
    )
    return draft


def test_agreements_and_what_belongs_to_them_are_papers(
    manager, program, agreement, drafted, requester
):
    for path in (
        f"agreements/{agreement.number}/pdf/",
        f"agreements/{agreement.number}/data_collection/pdf/",
        f"agreed_catalogues/{drafted.number}/pdf/",
    ):
        answer = manager.get(path)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.getvalue().startswith(b"%PDF")
        assert_problem(program(requester).get(path), 404)
    missing = f"agreements/{agreement.number}/pdf/?version=9"
    assert_problem(manager.get(missing), 404)


def test_the_ratings_behind_a_score_are_listed_for_staff(
    manager, program, scored, representative
):
    path = f"agreements/{scored.number}/ratings/?month=2026-03"
    [score] = manager.get(path).json()

    assert score["row"]["verdict"] == "missed"
    assert [one["comment"] for one in score["ratings"]] == ["Slow."]
    assert_problem(program(representative).get(path), 403)
    assert_problem(manager.get(f"agreements/{scored.number}/ratings/?month=x"), 400)


def test_why_a_month_was_missed_is_read_and_said(manager, scored, tool, program, agent):
    [one] = manager.get("missed_targets/?month=2026-03").json()
    body = {"target": one["target"], "month": "2026-03", "cause": tool.pk}
    assert one["cause"] is None

    assert manager.post("missed_targets/", body).json()["name"] == "Tool"
    [one] = manager.get("missed_targets/?month=2026-03").json()
    assert one["cause"]["name"] == "Tool"
    assert_problem(manager.post("missed_targets/", {**body, "month": "x"}), 400)
    assert_problem(manager.post("missed_targets/", {**body, "month": "2026-02"}), 409)
    assert_problem(program(agent).post("missed_targets/", body), 403)


def test_why_a_service_was_lost_is_read_by_staff_and_said(
    manager, program, service, agent, tool, representative
):
    path = f"outages/{lose(service, agent, TEN, 1).number}/"
    assert manager.get(path).json()["cause"] is None
    told = manager.post(f"{path}explain/", {"cause": tool.pk, "words": "Full."}).json()

    assert (told["cause"]["name"], told["cause"]["words"]) == ("Tool", "Full.")
    theirs = program(representative)
    assert theirs.get(path).json()["cause"] is None
    assert_problem(theirs.post(f"{path}explain/", {"cause": tool.pk}), 403)
    assert_problem(manager.post(f"{path}explain/", {"cause": 999}), 400)


def test_lists_are_narrowed_by_the_number_of_a_service(
    manager, service, agent, need, agreement
):
    lose(service, agent, TEN, 1)
    asked = {"reason": "customer", "text": "x", "service": service.number}
    span = {"start": "2026-03-04T11:00:00Z", "end": "2026-03-04T12:00:00Z"}
    made = manager.post("exclusions/", {**asked, **span})
    assert made.status_code == 201

    for path in ("outages/", "requirements/", "exclusions/"):
        found = manager.get(f"{path}?service={service.number}").json()["results"]
        assert len(found) == 1, path
        others = manager.get(f"{path}?service=SVC-999999").json()["results"]
        assert others == [], path


def test_punctuality_is_told_to_staff(manager, program, requester):
    assert manager.get("reviews_punctuality/").json() == []
    assert_problem(program(requester).get("reviews_punctuality/"), 403)


def test_a_hint_is_followed_once(manager, agreement):
    hint = f"narrow/{agreement.number}/1/2026-03"
    body = {"title": "Faster", "description": "x", "hint": hint}
    assert manager.post("improvements/", body).status_code == 201

    event = Event.objects.get(name="improvement.proposed")
    assert event.facts["hint"] == hint
    assert_problem(manager.post("improvements/", body), 400)
