"""Calendars: read by staff, followed by new versions, never changed."""

import pytest

from calendars.models import Calendar, CalendarVersion
from core.models import Event
from tests.api.conftest import assert_problem
from tests.slm.conftest import office

__all__ = ["office"]

pytestmark = pytest.mark.django_db

HOURS = {
    "timezone": "Europe/Berlin",
    "weekly": {"mon": [["08:00", "17:00"]]},
    "holidays": [{"date": "2026-12-25", "name": "Christmas Day"}],
}
NEW = {"definition": HOURS, "valid_from": "2100-01-01T00:00:00+01:00"}


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


def test_a_calendar_is_made_and_says_its_hours_and_holidays(manager):
    made = manager.post("calendars/", {"name": "Desk", **NEW}).json()
    (version,) = manager.get(f"calendars/{made['number']}/").json()["versions"]

    assert (made["name"], made["available_actions"]) == ("Desk", ["add_version"])
    assert version["definition"]["holidays"] == HOURS["holidays"]
    assert version["definition"]["weekly"] == HOURS["weekly"]
    assert Event.objects.get(name="calendar.created").channel == "api"


def test_public_holidays_are_proposed(manager, office):
    path = "calendars/public_holidays/?country=DE&region=BY&year=2027"
    found = manager.get(path).json()

    assert {"date": "2027-01-06", "name": "Epiphany"} in found
    assert {one["date"][:4] for one in found} == {"2027"}
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "country"),
        ("country=XX", "country"),
        ("country=DE&region=XX", "region"),
        ("country=DE&year=1", "year"),
        ("country=DE&year=x", "year"),
    ],
)
def test_what_is_odd_about_a_proposal_is_named(manager, query, field):
    answer = manager.get(f"calendars/public_holidays/?{query}")

    assert assert_problem(answer, 400)["errors"][0]["field"] == field


def test_other_hours_become_the_next_version(manager, office):
    answer = manager.post(f"calendars/{office.number}/versions/", NEW)

    assert answer.status_code == 201, answer.content
    assert [one["number"] for one in answer.json()["versions"]] == [1, 2]
    assert Event.objects.get(name="calendar.changed").changes["number"] == [1, 2]


def test_hours_that_another_changed_meanwhile_are_refused(manager, office):
    path = f"calendars/{office.number}/"
    seen = manager.get(path)["ETag"]
    manager.post(f"{path}versions/", NEW)

    later = {**NEW, "valid_from": "2101-01-01T00:00:00+01:00"}
    answer = manager.post(f"{path}versions/", later, **{"If-Match": seen})

    assert assert_problem(answer, 412)["current_version"] == 2
    assert CalendarVersion.objects.count() == 2


def test_the_same_beginning_twice_and_the_past_are_refused(manager, office):
    path = f"calendars/{office.number}/versions/"
    manager.post(path, NEW)
    past = {**NEW, "valid_from": "2020-01-01T00:00:00Z"}
    for body in (NEW, past):
        errors = assert_problem(manager.post(path, body), 400)["errors"]
        assert errors[0]["field"] == "valid_from"
    assert CalendarVersion.objects.count() == 2


@pytest.mark.parametrize(
    "definition",
    [
        None,
        [],
        {"timezone": "Mars", "weekly": {}},
        {**HOURS, "weekly": {"mon": [["17:00", "08:00"]]}},
        {**HOURS, "weekly": {}},
        {**HOURS, "lunch": 1},
        {**HOURS, "holidays": ["never"]},
    ],
)
def test_hours_that_are_none_are_named(manager, definition):
    answer = manager.post("calendars/", {"name": "x", **NEW, "definition": definition})
    assert assert_problem(answer, 400)["errors"][0]["field"] == "definition"
    assert not Calendar.objects.exists()


def test_a_name_is_given_once(manager, office):
    answer = manager.post("calendars/", {"name": "Office", **NEW})
    assert assert_problem(answer, 400)["errors"][0]["field"] == "name"


def test_customers_know_of_none_and_agents_change_none(
    program, office, representative, agent
):
    path = f"calendars/{office.number}/"
    assert program(representative).get("calendars/").json()["results"] == []
    assert_problem(program(representative).get(path), 404)
    assert program(agent).get(path).json()["available_actions"] == []
    assert_problem(program(agent).post(f"{path}versions/", NEW), 403)
    assert_problem(program(agent).post("calendars/", {"name": "x", **NEW}), 403)
    assert CalendarVersion.objects.count() == 1


def test_the_list_is_narrowed_by_name(program, office, agent):
    found = program(agent).get("calendars/?name=off").json()["results"]
    assert [one["name"] for one in found] == ["Office"]
    assert program(agent).get("calendars/?name=none").json()["results"] == []


def test_windows_that_overlap_are_refused(manager):
    week = {"mon": [["08:00", "12:00"], ["11:00", "15:00"]]}
    hours = {"timezone": "UTC", "weekly": week}
    answer = manager.post("calendars/", {"name": "Desk", **NEW, "definition": hours})

    (error,) = assert_problem(answer, 400)["errors"]
    assert "weekly.mon: 08:00–12:00 and 11:00–15:00 overlap" in str(error)
    assert not Calendar.objects.exists()
