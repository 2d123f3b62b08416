"""What the people of a supplier read of agreements: their own, and none of customers."""

from dataclasses import replace

import pytest
from django.urls import reverse

from core.roles import Role
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.parties import made_with, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(resolution):
    return replace(resolution, pauses=())


@pytest.fixture
def corporate(promise, resolution):
    return promise(resolution, sections={"liability": "For all."})


@pytest.fixture
def contract(provider, supplier, terms, who):
    parties = {"provider": provider, "supplier": supplier}
    made = made_with("uc", parties, who, terms)
    put_into_force(number=made.number, **who)
    return made


def page(client, reader, name):
    client.force_login(reader)
    return client.get(reverse(name))


@pytest.mark.parametrize(
    "name", ["portal_agreement", "portal_needs", "portal_need_new", "portal_contracts"]
)
@pytest.mark.parametrize("role", ["representative", "supplier_representative"])
def test_each_side_has_pages_of_its_own(name, role, cast, client):
    is_suppliers = name == "portal_contracts"
    mine = is_suppliers == (role == "supplier_representative")
    assert page(client, cast[role], name).status_code == (200 if mine else 404)


def test_terms_for_customers_are_not_a_suppliers_even_with_a_customers_role(
    client, corporate, supplier
):
    both = sign_up("Bea Both", supplier, Role.USER, Role.CUSTOMER_REPRESENTATIVE)
    for name in ("portal_agreement", "portal_needs", "portal_our_catalogue"):
        assert page(client, both, name).status_code == 404


def test_a_supplier_finds_its_contracts_and_no_others(
    client, contract, supplier_representative, second_supplier, provider, terms, who
):
    parties = {"provider": provider, "supplier": second_supplier}
    other = made_with("uc", parties, who, terms)
    put_into_force(number=other.number, **who)
    shown = page(client, supplier_representative, "portal_contracts").text
    assert contract.number in shown
    assert "In force" in shown
    assert other.number not in shown
    assert (
        client.get(reverse("offer_detail", args=[contract.number])).status_code == 200
    )


def test_what_is_offered_stands_there_and_a_draft_does_not(
    client, supplier_representative, supplier, provider, terms, who
):
    parties = {"provider": provider, "supplier": supplier}
    draft = made_with("uc", parties, who, terms)
    before = page(client, supplier_representative, "portal_contracts").text
    offer(draft, **who)
    after = page(client, supplier_representative, "portal_contracts").text
    assert (draft.number in before, draft.number in after) == (False, True)


def test_a_customer_that_acts_as_supplier_reads_both_on_one_page(
    client, provider, customer, representative, terms, corporate, who
):
    customer.is_supplier = True
    customer.save()
    made = made_with("ola", {"provider": provider, "supplier": customer}, who, terms)
    put_into_force(number=made.number, **who)
    shown = page(client, representative, "portal_agreement").text
    assert made.number in shown
    assert corporate.number in shown


def test_the_navigation_leads_each_side_to_its_own(client, cast):
    ours = page(client, cast["representative"], "portal_home").text
    theirs = page(client, cast["supplier_representative"], "portal_home").text
    links = [reverse("portal_agreement"), reverse("portal_needs")]
    assert all(link in ours and link not in theirs for link in links)
    assert reverse("portal_contracts") in theirs
    assert reverse("portal_contracts") not in ours
