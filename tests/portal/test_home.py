"""What waits for the reader of the portal's first page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from incidents.services import pend_incident
from tests.portal.test_selectors import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer_client(client, requester):
    client.force_login(requester)
    return client


def test_home_leads_to_all_that_wait_for_the_reader(
    customer_client, service, requester, agent, noon
):
    for _turn in range(7):
        pend_incident(
            number=report(service, requester, noon).number,
            waiting_for="customer",
            reason="Photo",
            expected_at=noon + timedelta(days=1),
            actor=agent,
            at=noon,
        )
    page = customer_client.get(reverse("portal_home"))
    assert len(page.context["asking"]) == 6
    assert page.context["working"] == []
    leads = f"{reverse('portal_records')}?which=asks"
    assert leads in page.text
    assert len(customer_client.get(leads).context["rows"]) == 7
