"""What a customer's page of its agreements says of each."""

from datetime import date

import pytest
from django.urls import reverse

from slm.models import Agreement
from slm.services import Wording, add_target, create_agreement
from tests.factories.slm import put_into_force
from tests.slm.conftest import YEAR_START
from tests.slm.test_agreement_pages import words

pytestmark = pytest.mark.django_db


def test_what_is_for_a_service_names_it(
    client, promise, resolution, customer, service, representative
):
    about = {"customer": customer, "level": "service", "services": [service]}
    own = promise(resolution, **about)
    client.force_login(representative)
    page = words(client.get(reverse("portal_agreement")))

    # On the card, and beside the target.
    assert page.count(f"for {service.name} {own.number}") == 2


@pytest.mark.parametrize("first", [YEAR_START, date(2097, 1, 1)])
def test_an_interim_agreement_is_marked_as_one(
    first, client, provider, customer, resolution, representative, who
):
    made = create_agreement(
        agreement=Agreement(
            leg="sla",
            title="Until then",
            provider=provider,
            customer=customer,
            is_interim=True,
        ),
        wording=Wording(valid_from=first, valid_to=date(2098, 1, 1)),
        **who,
    )
    add_target(number=made.number, terms=resolution, **who)
    put_into_force(number=made.number, **who)
    client.force_login(representative)

    page = words(client.get(reverse("portal_agreement")))
    assert "Interim service level agreement" in page
