"""The first page of customers: what waits for them stands first."""

import pytest
from django.urls import reverse

from slm.services import (
    add_target,
    agree_catalogue,
    draft_catalogue,
    offer_catalogue,
)
from tests.slm.conftest import agreement, draft, office, resolution
from tests.slm.parties import offer, sign

__all__ = ["agreement", "draft", "office", "resolution"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(draft, resolution, service_level_manager, noon):
    add_target(
        number=draft.number, terms=resolution, actor=service_level_manager, at=noon
    )
    offer(draft, service_level_manager, noon)
    return draft


@pytest.fixture
def home(client, representative):
    client.force_login(representative)
    return lambda: client.get(reverse("portal_home")).text


def asked(page: str) -> str:
    """Return what stands below “We need you”, up to the next heading."""
    return page.partition("We need you")[2].partition("<h2")[0]


def test_an_agreement_to_sign_stands_first_until_it_is_signed(
    offered, home, representative, noon
):
    shown = asked(home())
    assert reverse("offer_detail", args=[offered.number]) in shown
    assert "Waits for your signature" in shown

    sign(offered, "customer", representative, noon)
    assert "We need you" not in home()


def test_a_catalogue_to_sign_stands_there_too(
    service, customer, home, service_level_manager, representative, noon
):
    by = {"actor": service_level_manager, "at": noon}
    made = draft_catalogue(customer=customer, **by)
    assert "We need you" not in home()
    offer_catalogue(number=made.number, **by)
    assert reverse("portal_agreed_catalogue", args=[made.number]) in asked(home())

    by = {"authority": "Head of IT", "actor": representative, "at": noon}
    agree_catalogue(number=made.number, **by)
    assert "We need you" not in home()


def test_who_does_not_sign_is_not_asked(offered, client, requester, agent):
    for reader in (requester, agent):
        client.force_login(reader)
        assert "Waits for your signature" not in client.get(reverse("portal_home")).text
