"""Which service a customer's categories stand for is said by service level managers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from catalogue.services import create_service
from core.models import Event
from core.system_users import system_user
from records.services import create_category
from slm.selectors import services_by_category
from slm.services import map_categories
from tests.api.conftest import Program, assert_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(administrator, noon):
    return create_category(name="Mail", actor=administrator, at=noon)


@pytest.fixture
def by(customer, who):
    return {"customer": customer, **who}


def test_it_is_said_and_recorded_and_twice_changes_nothing(mail, service, by):
    assert map_categories(mapping={mail: service}, **by)
    assert not map_categories(mapping={mail: service}, **by)

    event = Event.objects.get(name="customer.categories_mapped")
    assert event.changes["services"] == [{}, {str(mail.pk): service.pk}]
    assert services_by_category(by["customer"]) == {"Mail": service}
    assert map_categories(mapping={}, **by)
    assert services_by_category(by["customer"]) == {}


@pytest.mark.parametrize("role", ["agent", "auditor", "administrator"])
def test_others_say_nothing(role, cast, mail, service, by):
    with pytest.raises(PermissionDenied):
        map_categories(mapping={mail: service}, **{**by, "actor": cast[role]})


def test_what_is_not_offered_to_the_customer_is_refused(mail, by, provider):
    who = {"actor": system_user("core"), "at": by["at"]}
    inside = create_service(name="Payroll", state="live", customers=[], **who)
    with pytest.raises(ValidationError, match="not offered"):
        map_categories(mapping={mail: inside}, **by)
    with pytest.raises(ValidationError, match="Choose a customer"):
        map_categories(mapping={}, **{**by, "customer": provider})


def test_the_page_shows_and_changes_it(client, mail, service, by, auditor):
    address = f"{reverse('category_services')}?customer={by['customer'].pk}"
    client.force_login(by["actor"])
    name = f"category_{mail.pk}"
    page = client.post(address, {name: service.pk}, follow=True).text
    assert "Saved." in page
    assert services_by_category(by["customer"]) == {"Mail": service}
    again = client.post(address, {name: service.pk}, follow=True).text
    assert "Nothing was changed." in again

    client.force_login(auditor)
    shown = client.get(address).text
    assert str(service) in shown
    assert name not in shown


def test_programs_do_the_same(mail, service, by, auditor):
    manager, customer = Program(by["actor"]), by["customer"]
    path = "category_services/"
    rows = [{"category": mail.pk, "service": service.number}]
    body = {"customer": customer.pk, "services": rows}
    told = manager.send("PUT", path, body).json()

    assert [(one["name"], one["service"]) for one in told] == [("Mail", service.number)]
    assert manager.get(f"{path}?customer={customer.pk}").json() == told
    assert_problem(Program(auditor).send("PUT", path, body), 403)
    assert_problem(manager.send("PUT", path, {**body, "services": [{}]}), 400)
    assert_problem(manager.get(path), 400)
