"""An outage that comes from an incident ends as the incident is resolved."""

import pytest
from django.urls import reverse

from core.models import Event
from core.system_users import system_user
from incidents.services import reopen_incident
from slm.models import Outage
from slm.services import OutageTerms, report_outage
from tests.slm.acts import HOUR, TEN, resolve

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage(incident, service, agent):
    terms = OutageTerms(service=service, start=TEN, text="No mail.")
    record = {"source": "record", "record": incident.record_ptr}
    return report_outage(terms=terms, **record, actor=agent, at=TEN + HOUR)


def test_it_ends_when_its_incident_is_resolved(outage, incident, agent):
    resolve(incident, agent, TEN + 2 * HOUR)
    outage.refresh_from_db()
    event = Event.objects.get(name="outage.ended")
    assert (outage.state, outage.end) == ("ended", TEN + 2 * HOUR)
    assert (event.actor, event.on_behalf_of) == (system_user("slm"), agent)


def test_another_outage_goes_on(outage, incident, service, agent):
    terms = OutageTerms(service=service, start=TEN, text="Another.")
    other = report_outage(terms=terms, actor=agent, at=TEN + HOUR)
    resolve(incident, agent, TEN + 2 * HOUR)
    other.refresh_from_db()
    assert other.state == "open"


def test_what_has_ended_stays_as_it_is(outage, incident, agent):
    resolve(incident, agent, TEN + 2 * HOUR)
    by = {"number": incident.number, "actor": agent}
    reopen_incident(reason="Again.", at=TEN + 3 * HOUR, **by)
    resolve(incident, agent, TEN + 4 * HOUR)
    outage.refresh_from_db()
    assert outage.end == TEN + 2 * HOUR


def test_what_does_not_fit_keeps_nobody_from_resolving(outage, incident, agent):
    Outage.objects.filter(pk=outage.pk).update(start=TEN + 9 * HOUR)
    resolve(incident, agent, TEN + 2 * HOUR)
    incident.refresh_from_db()
    outage.refresh_from_db()
    assert (incident.phase, outage.state) == ("done", "open")


def test_one_outage_is_offered_at_a_time(client, outage, incident, agent):
    client.force_login(agent)
    url = reverse("incident_detail", args=[incident.number])
    assert "This is an outage of" not in client.get(url).text

    resolve(incident, agent, TEN + 2 * HOUR)
    assert "This is an outage of" in client.get(url).text
