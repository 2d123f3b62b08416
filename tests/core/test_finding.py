"""The search over everything, on its page and in the API."""

from datetime import timedelta

import pytest

from accounts.models import Person
from core.finding import find_items, search_everything
from incidents.models import Incident
from incidents.services import open_incident, write_on_incident
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(customer):
    return Person.objects.create(
        name="Petra Plume",
        email="plume@example.org",
        phone="+49 (30) 123-45 67",
        organisation=customer,
    )


def titles(text, user):
    return {
        group.key: [found.title for found in group.found]
        for group in search_everything(text, user)
    }


@pytest.mark.parametrize(
    "text", ["petra", "PLUME@example", "123-45", "0301234567"[1:], "+49 30 1234567"]
)
def test_people_are_found_by_name_mail_and_telephone(agent, caller, text):
    assert titles(text, agent)["people"] == ["Petra Plume"]


def test_organisations_and_services_are_found(agent, customer, service):
    assert titles("customer", agent)["organisations"] == ["Customer"]
    assert titles(service.name[:4], agent)["services"] == [service.name]


@pytest.mark.parametrize("typed", ["{}", "{digits}", "#{digits}", "inc {digits}"])
def test_a_number_finds_what_has_it(agent, incident, typed):
    digits = str(int(incident.number[4:]))
    found = titles(typed.format(incident.number, digits=digits), agent)
    assert incident.title in found["number"]
    assert incident.title not in found.get("records", [])


def test_nobody_finds_what_they_may_not_see(
    stranger, requester, incident, caller, service
):
    for text in ("mail", "petra", "customer", incident.number, service.name):
        found = titles(text, stranger)
        assert not found or set(found) == {"people", "organisations"}
        assert all("Petra" not in name for name in found.get("people", []))
    assert titles("petra", requester) == {}
    assert titles("mail", requester)["records"] == [incident.title]


def test_internal_notes_are_found_by_the_desk_alone(agent, requester, incident, noon):
    write_on_incident(
        number=incident.number,
        text="Xylophone",
        visibility="internal",
        actor=agent,
        at=noon,
    )
    assert titles("xylophone", agent) == {"records": [incident.title]}
    assert titles("xylophone", requester) == {}


def test_the_page_shows_what_the_api_answers(client, agent, incident, caller):
    client.force_login(agent)
    page = client.get("/desk/search/", {"q": "e"})
    answer = Program(agent).get("search/?q=e").json()

    shown = [one.title for group in page.context["groups"] for one in group.found]
    assert shown == [one["title"] for group in answer for one in group["found"]]
    assert "Petra Plume" in shown
    assert "Petra Plume" in page.text


@pytest.mark.parametrize("text", ["", "  ", "%00", "!!!", "x:*|&", "9" * 300])
def test_odd_words_find_nothing_and_break_nothing(client, agent, text):
    client.force_login(agent)
    assert client.get(f"/desk/search/?q={text}").status_code == 200
    assert Program(agent).get(f"search/?q={text}").json() == []


def test_a_full_number_opens_the_record_at_the_readers_door(
    client, agent, requester, stranger, incident
):
    doors = {
        agent: f"/desk/incidents/{incident.number}/",
        requester: f"/records/{incident.number}/",
        stranger: f"/find/?q={incident.number}",
    }
    for user, url in doors.items():
        client.force_login(user)
        assert client.get("/desk/search/", {"q": incident.number}).url == url


def test_what_has_ended_is_found_too(agent, resolved_incident):
    assert titles("mail", agent)["records"] == [resolved_incident.title]


def test_what_a_number_names_needs_no_words(agent, requester, incident, noon):
    digits = str(int(incident.number[4:]))
    other = open_incident(
        incident=Incident(title=f"Room {digits}", requester=requester.person),
        actor=agent,
        at=noon + timedelta(hours=1),
    )
    assert other.number not in {one.number for one in find_items(digits, agent)}
    assert [one.number for one in find_items("room", agent)] == [other.number]
