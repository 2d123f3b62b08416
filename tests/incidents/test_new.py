import pytest

from incidents.models import Incident
from incidents.services import resolve_incident

pytestmark = pytest.mark.django_db
NEW = "/desk/incidents/new/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def call(requester):
    return {
        "caller": "Rita",
        "title": "Mouse is dead",
        "impact": "3",
        "urgency": "2",
        "contact_channel": "phone",
    }


def test_caller_and_one_sentence_are_enough(desk, call, requester, customer):
    response = desk.post(NEW, call)

    made = Incident.objects.get()
    assert (made.title, made.requester, made.customer, made.priority) == (
        "Mouse is dead",
        requester.person,
        customer,
        4,
    )
    assert response.url == f"/desk/incidents/{made.number}/"


def test_it_is_assigned_to_oneself_at_once(desk, call, agent, team):
    desk.post(NEW, {**call, "holder": "me"})

    made = Incident.objects.get()
    assert (made.assignee, made.team, made.state) == (agent.person, team, "assigned")


def test_several_callers_are_offered_to_choose_from(
    desk, call, requester, representative
):
    sent = {**call, "caller": "Customer"}
    response = desk.post(NEW, sent)
    assert response.status_code == 422
    assert response.context["matches"] == [requester.person, representative.person]
    assert "Mouse is dead" in response.content.decode()

    desk.post(NEW, {**sent, "requester": representative.person.pk})
    assert Incident.objects.get().requester == representative.person


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("caller", "Nobody at all"),
        ("caller", ""),
        ("title", ""),
        ("title", "x" * 201),
        ("impact", "7"),
        ("urgency", "x"),
        ("service", "999999"),
        ("holder", "99-99"),
        ("requester", "x"),
        ("contact_channel", "pigeon"),
        ("description", "a\0b"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_stored(desk, call, field, value):
    response = desk.post(NEW, {**call, field: value})

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "words", ["rita", "RITA req", "rita.requester@", "Customer Rita"]
)
def test_a_caller_is_found_by_whatever_is_known(desk, requester, incident, words):
    shown = desk.get("/desk/callers/", {"caller": words}).content.decode()

    assert "Rita Requester" in shown
    assert incident.number in shown


@pytest.mark.parametrize("words", ["", "zzz", "x\0y", "%", "a" * 5000])
def test_a_caller_that_is_not_there_is_no_error(desk, requester, words):
    response = desk.get("/desk/callers/", {"caller": words})

    assert response.status_code == 200
    assert "Rita" not in response.content.decode()


def test_the_card_of_a_caller_offers_their_services_first(desk, requester, service):
    shown = desk.get("/desk/caller/", {"requester": requester.person.pk})

    assert shown.context["services"] == ([service], [])
    assert desk.get("/desk/caller/", {"requester": "x"}).status_code == 404


def test_similar_incidents_are_offered_with_their_resolution(
    desk, incident, agent, noon
):
    resolve_incident(
        number=incident.number,
        resolution="Queue emptied.",
        close_code="solved",
        actor=agent,
        at=noon,
    )
    shown = desk.get("/desk/similar/", {"title": "mail is not arriving here"})

    assert incident.number in shown.content.decode()
    assert "Queue emptied." in shown.content.decode()


@pytest.mark.parametrize("title", ["", "a b", "x\0y", "!!! & | (", "printer jam"])
def test_nothing_similar_is_no_error(desk, incident, title):
    response = desk.get("/desk/similar/", {"title": title})

    assert response.status_code == 200
    assert incident.number not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({"impact": "1", "urgency": "1"}, "Critical"),
        ({"impact": "3", "urgency": "3"}, "Low"),
        ({"impact": "x", "urgency": "99"}, "Low"),
        ({}, "Low"),
    ],
)
def test_the_priority_is_shown_before_it_is_given(desk, query, label):
    assert label in desk.get("/desk/priority/", query).content.decode()
