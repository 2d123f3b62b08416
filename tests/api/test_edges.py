"""Days and numbers at the edge of what there is: said to be wrong, never a fault."""

from datetime import date

import pytest
from django.urls import reverse

from slm.services import add_target, withdraw_offer
from tests.api.conftest import assert_problem
from tests.slm.conftest import agreement, draft, office, resolution
from tests.slm.parties import offer

__all__ = ["agreement", "draft", "office", "resolution"]
pytestmark = pytest.mark.django_db
FAR = ("0001-01-01", "1900-01-01", "2199-12-31", "9999-12-31")
NEAR = ("1901-01-01", "2198-12-31")
WHAT_IF = "form-TOTAL_FORMS=1&form-INITIAL_FORMS=0"


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter"])
def test_compliance_is_told_of_the_days_that_calendars_cover(manager, unit, agreement):
    for day in FAR:
        found = manager.get(f"compliance/?unit={unit}&on={day}")
        assert_problem(found, 400, "validation")
    for day in NEAR:
        assert manager.get(f"compliance/?unit={unit}&on={day}").status_code == 200


def test_no_month_is_closed_that_nobody_lives_in(manager):
    for day in FAR:
        assert_problem(manager.post("period_results/close/", {"month": day}), 400)


def test_availability_is_told_of_months_near_us(manager, service, agreement):
    for path in ("availability/", f"availability/{service.number}/"):
        for day in FAR:
            assert_problem(manager.get(f"{path}?month={day[:7]}"), 400, "validation")
        for day in NEAR:
            assert manager.get(f"{path}?month={day[:7]}").status_code == 200


def test_no_draft_is_valid_for_ever_after(manager, draft):
    for name in ("valid_from", "valid_to", "review_on"):
        found = manager.patch(f"agreements/{draft.number}/", {name: "9999-12-31"})
        assert_problem(found, 400)
    assert draft.versions.get().valid_from == date(2026, 1, 1)


def test_what_is_reworded_is_no_document_of_the_other_side(
    program, representative, manager, draft, service_level_manager, resolution, noon
):
    by = {"actor": service_level_manager, "at": noon}
    path = f"agreements/{draft.number}/data_collection/"
    add_target(number=draft.number, terms=resolution, **by)
    offer(draft, **by)
    assert program(representative).get(path).status_code == 200

    withdraw_offer(number=draft.number, reason="Wrong.", **by)

    assert_problem(program(representative).get(path), 404)
    assert manager.get(f"{path}?version=1").status_code == 200
    assert_problem(manager.get(f"{path}?version=2"), 404)


@pytest.mark.parametrize("shares", ["nan", "99.5 nan", "inf", "-1", "101", "1e9999"])
def test_what_is_no_share_is_said_to_be_none(client, service_level_manager, shares):
    client.force_login(service_level_manager)
    address = reverse("availability_what_if")

    answer = client.get(f"{address}?{WHAT_IF}&form-0-shares={shares}")

    assert answer.status_code == 422


def test_an_empty_what_if_says_nothing(client, service_level_manager):
    client.force_login(service_level_manager)
    address = reverse("availability_what_if")

    assert client.get(f"{address}?{WHAT_IF}").context["share"] is None
