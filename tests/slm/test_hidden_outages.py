"""Of a confidential record, an outage says nothing to those who may not see it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from core.periods import month
from core.roles import Role
from incidents.services import set_incident_confidential
from slm.evidence_availability import losses_investigated
from slm.services import OutageTerms, report_outage
from tests.conftest import sign_up
from tests.slm.acts import HOUR, TEN, hold, resolve

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def outsider(provider):
    """An agent of no team: of what is confidential they see nothing."""
    return sign_up("Otto Outside", provider, Role.AGENT)


@pytest.fixture
def outage(incident, service, team, agent):
    """An outage that still lasts, behind a confidential incident that was repaired."""
    hold(incident, agent, team, TEN + HOUR)
    resolve(incident, agent, TEN + 2 * HOUR)
    set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=TEN + 3 * HOUR
    )
    terms = OutageTerms(service=service, start=TEN, text="No mail.", users=40)
    return report_outage(terms=terms, record=incident, actor=agent, at=APRIL)


def facts_for(reader) -> dict[str, str]:
    (row,) = losses_investigated(month(TEN.date().replace(day=1)), reader).rows
    assert not row.is_overdue
    return dict(row.facts)


def test_evidence_does_not_name_it(outage, incident, agent, outsider):
    assert facts_for(agent)["Record"] == incident.number
    assert facts_for(outsider)["Record"] == "A confidential record"


def test_nobody_finds_it_by_asking(client, outage, incident, agent, outsider):
    found = []
    for reader in (agent, outsider):
        client.force_login(reader)
        page = client.get(reverse("outage_list"), {"text": incident.number}).text
        found.append(outage.number in page)
    assert found == [True, False]


def test_its_end_is_not_offered_as_that_of_the_outage(client, outage, agent, outsider):
    address = reverse("outage_move", args=[outage.number, "end"])
    offered = []
    for reader in (agent, outsider):
        client.force_login(reader)
        offered.append("repaired_at" in client.get(address).context["form"].initial)
    assert offered == [True, False]
