from datetime import UTC, datetime

import pytest

from core.services import deliver_outbox
from incidents.services import assign_incident

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def deliver():
    """Bring everything that happened so far to its subscribers."""

    def run():
        while deliver_outbox(at=LATER):
            pass

    return run


@pytest.fixture
def assigned_incident(incident, agent, team_lead, team, noon):
    """The incident, given to the agent by the team lead."""
    return assign_incident(
        number=incident.number,
        team=team,
        person=agent.person,
        actor=team_lead,
        at=noon,
    )
