"""The version in force, and others, as the customer reads them on screen."""

from datetime import date

import pytest
from django.urls import reverse

from core.roles import Role
from slm.services import Wording, edit_draft, start_new_version
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.parties import offer, sign
from tests.slm.test_agreement_pages import words
from tests.slm.test_negotiating import by, customers

__all__ = ["by", "customers"]

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def redrafted(agreement, by):
    """In force as version 1, with a draft of version 2."""
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=NEXT_YEAR, summary="New hours.")
    edit_draft(number=agreement.number, title="Workplace", wording=wording, **by)
    return agreement


@pytest.fixture
def reoffered(redrafted, by):
    """The same, with version 2 offered to the customer."""
    offer(redrafted, **by)
    return redrafted


def page_of(agreement, number=None):
    page = reverse("offer_detail", args=[agreement.number])
    return f"{page}?version={number}" if number else page


def test_what_is_in_force_is_read_with_its_signatures_while_another_is_offered(
    customers, reoffered
):
    page = customers.get(page_of(reoffered, 1))
    shown = words(page)
    assert "version 1 In force" in shown
    assert "Folder 1" in shown
    assert "First day: 1 Jan 2026" in shown
    assert "4 h" in shown
    assert "New hours." not in shown
    assert reverse("offer_sign", args=[reoffered.number]) not in page.text
    assert reverse("offer_decline", args=[reoffered.number]) not in page.text


def test_each_version_leads_to_the_other(customers, reoffered):
    held, draft = (customers.get(page_of(reoffered, number)) for number in (1, 2))
    assert "Version 2 waits for your signature." in words(held)
    assert page_of(reoffered, 2) in held.text
    assert "In force now is version 1" in words(draft)
    assert page_of(reoffered, 1) in draft.text
    assert customers.get(page_of(reoffered)).context["shown"].number == 2


def test_our_agreement_leads_to_what_is_in_force_and_says_what_is_offered(
    customers, reoffered, representative, noon
):
    url = reverse("portal_agreement")
    page = customers.get(url)
    assert page.text.count(page_of(reoffered, 1)) == 1
    assert "Version 2 waits for your signature." in words(page)
    link = f"{reverse('agreement_detail', args=[reoffered.number])}?version=1"
    assert link in page.text
    answer = customers.get(link)
    assert (answer.status_code, answer["Location"]) == (302, page_of(reoffered, 1))

    sign(reoffered, "customer", representative, noon)
    assert "Version 2 is signed for you" in words(customers.get(url))


def test_what_was_in_force_before_stays_to_be_read(customers, redrafted, by):
    put_into_force(number=redrafted.number, **by)
    first, second = (customers.get(page_of(redrafted, number)) for number in (1, 2))
    assert "New hours." not in first.text
    assert "New hours." in second.text
    assert "What changed" in second.text
    assert page_of(redrafted, 1).partition("?")[2] in second.text


def test_a_draft_that_is_not_offered_is_not_there(customers, redrafted):
    assert customers.get(page_of(redrafted, 2)).status_code == 404
    page = customers.get(page_of(redrafted))
    assert page.context["shown"].number == 1
    assert "Version 2" not in page.text
    assert "Version 2" not in customers.get(reverse("portal_agreement")).text


@pytest.mark.parametrize("number", [None, 1, 2])
def test_another_customer_finds_none_of_it(number, client, reoffered, other_customer):
    other = sign_up("Olga Other", other_customer, Role.CUSTOMER_REPRESENTATIVE)
    client.force_login(other)
    assert client.get(page_of(reoffered, number)).status_code == 404


def test_how_it_is_measured_leads_back_to_the_version_that_was_read(
    customers, reoffered
):
    measured = reverse("data_collection", args=[reoffered.number]) + "?version=1"
    assert measured in customers.get(page_of(reoffered, 1)).text
    crumbs = customers.get(measured).context["crumbs"]
    assert crumbs == [(reoffered.number, page_of(reoffered, 1))]
