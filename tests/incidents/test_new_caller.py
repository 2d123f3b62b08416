"""A caller whom nobody knows yet, made known while the call is taken."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Person
from accounts.services import register_person
from core.models import Event
from incidents.models import Incident
from incidents.services import open_incident

pytestmark = pytest.mark.django_db
NEW = "/desk/incidents/new/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def call(customer):
    return {
        "caller": "Nora Newcomer",
        "requester": "new",
        "new-name": "Nora Newcomer",
        "new-organisation": customer.pk,
        "new-email": "nora@customer.example",
        "new-phone": "",
        "title": "Mouse is dead",
        "impact": "3",
        "urgency": "2",
        "contact_channel": "phone",
    }


def newcomer(organisation, **values):
    return Person(name="Nora Newcomer", organisation=organisation, **values)


def test_who_is_not_found_is_offered_as_new(desk, customer, requester, call):
    typed = {"caller": "Nora Newcomer"}
    for page in (
        desk.get("/desk/callers/", typed),
        desk.post(NEW, {**call, "requester": ""}),
    ):
        shown = page.content.decode()
        assert "New person: Nora Newcomer" in shown
        assert 'name="new-name" value="Nora Newcomer"' in shown
        assert ">Customer</option>" in shown


def test_who_is_like_somebody_known_can_be_new(desk, requester):
    shown = desk.get("/desk/callers/", {"caller": "Rita R"}).content.decode()

    assert f'value="{requester.person.pk}" checked' in shown
    assert 'value="new">' in shown
    assert "New person: Rita R" in shown


def test_caller_and_call_are_logged_at_once(desk, call, agent, customer):
    desk.post(NEW, call)

    made = Incident.objects.get()
    assert (made.requester.name, made.customer) == ("Nora Newcomer", customer)
    assert made.requester.user is None
    event = Event.objects.get(name="person.created")
    assert (event.actor, event.facts["person"]) == (agent, made.requester.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("new-name", ""),
        ("new-organisation", ""),
        ("new-organisation", "99999"),
        ("new-email", "nora"),
        ("new-phone", "1" * 51),
        ("title", ""),
        ("holder", "99-99"),
    ],
)
def test_what_is_wrong_makes_neither(desk, call, field, value):
    response = desk.post(NEW, {**call, field: value})

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Incident.objects.exists()
    assert not Person.objects.filter(name="Nora Newcomer").exists()


def test_who_has_the_address_already_is_offered(desk, call, requester):
    response = desk.post(NEW, {**call, "new-email": "Rita.Requester@example.com"})

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Rita Requester of Customer has this address already." in shown
    assert f'value="{requester.person.pk}" checked' in shown
    assert not Incident.objects.exists()
    desk.post(NEW, {**call, "requester": requester.person.pk})
    assert Incident.objects.get().requester == requester.person


def test_the_address_is_refused_twice(agent, customer, noon):
    by = {"actor": agent, "at": noon}
    register_person(person=newcomer(customer, email="n@customer.example"), **by)
    with pytest.raises(ValidationError, match="has this address already"):
        register_person(person=newcomer(customer, email="N@customer.example"), **by)


def test_nobody_becomes_one_of_the_providers_people(agent, provider, customer, noon):
    with pytest.raises(ValidationError):
        register_person(person=newcomer(provider), actor=agent, at=noon)
    customer.is_active = False
    customer.save()
    with pytest.raises(ValidationError):
        register_person(person=newcomer(customer), actor=agent, at=noon)


@pytest.mark.parametrize(
    "role", ["requester", "representative", "service_level_manager", "auditor"]
)
def test_only_the_desk_makes_callers_known(cast, role, customer, noon):
    with pytest.raises(PermissionDenied):
        open_incident(
            incident=Incident(title="x"),
            caller=newcomer(customer),
            actor=cast[role],
            at=noon,
        )
    assert not Person.objects.filter(name="Nora Newcomer").exists()


def test_names_that_begin_so_come_first_and_customers_before_staff(
    desk, requester, representative, agent, customer, provider
):
    for name, home in (("Mo Anders", customer), ("Anton Ann", customer)):
        Person.objects.create(name=name, organisation=home)
    Person.objects.create(name="Bo", organisation=customer, email="an@x.example")
    Person.objects.create(name="Joan", organisation=customer)

    matches = desk.get("/desk/callers/", {"caller": "an"}).context["matches"]
    names = [person.name for person in matches]
    assert names == ["Anton Ann", "Anna Agent", "Mo Anders", "Joan", "Bo"]
