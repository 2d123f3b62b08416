"""By when something was promised, as customers read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from incidents.models import Incident
from incidents.services import open_incident, pend_incident
from portal.selectors import own_records, promised_ends, rows_of
from tests.slm.conftest import agreement, draft, office, resolution  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(agreement, requester, service, noon) -> Incident:  # noqa: F811
    """Reported under an agreement that promises a solution within eight hours."""
    incident = Incident(
        title="Mail does not arrive", requester=requester.person, service=service
    )
    return open_incident(incident=incident, actor=requester, at=noon)


def test_a_record_says_by_when_a_solution_is_promised(promised, requester, noon):
    (row,) = rows_of(own_records(requester), requester)
    assert row.due_at == noon + timedelta(hours=8)


def test_nothing_is_promised_while_the_clock_stands(promised, agent, noon):
    waiting = pend_incident(
        number=promised.number,
        waiting_for="customer",
        reason="A picture is missing.",
        expected_at=noon + timedelta(days=1),
        actor=agent,
        at=noon,
    )
    assert promised_ends([waiting]) == {}


def test_until_when_we_wait_for_an_answer_is_no_promise(client, requester, waiting):
    client.force_login(requester)
    for path in ("/records/", reverse("portal_record", args=[waiting.number])):
        page = " ".join(client.get(path).text.split())
        assert "We wait for your answer until <time" in page
        assert "Expected until" not in page


def test_until_when_we_wait_for_others_is_said_apart(client, requester, promised, noon):
    Incident.objects.filter(pk=promised.pk).update(
        phase="waiting",
        state="pending_supplier",
        waiting_for="supplier",
        expected_at=noon + timedelta(days=3),
    )
    client.force_login(requester)
    page = " ".join(client.get("/records/").text.split())
    assert "2026-03-04T20:00" in page
    assert "Expected until <time" in page


def test_without_an_agreement_nothing_is_promised(incident):
    assert promised_ends([incident]) == {}


def test_the_list_shows_it(client, requester, promised):
    client.force_login(requester)
    page = client.get(reverse("portal_records")).text
    assert "2026-03-04T20:00" in page


def test_the_service_says_its_hours_in_words(
    client,
    requester,
    service,
    office,  # noqa: F811
):
    service.service_hours = office
    service.save()
    client.force_login(requester)
    page = client.get(reverse("portal_service", args=[service.number])).text
    assert "around the clock" in page
