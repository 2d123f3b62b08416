from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.services import (
    assign_incident,
    pend_incident,
    resolve_incident,
    start_incident,
    take_incident,
    write_on_incident,
)
from tests.incidents.desk import make_incidents, statements

pytestmark = pytest.mark.django_db
RESOLUTION = {"resolution": "Queue emptied.", "close_code": "solved"}


def page(incident):
    return f"/desk/incidents/{incident.number}/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def test_the_page_does_not_grow_in_queries(
    desk, incident, agent, requester, team, second_team, noon
):
    def busy(hour):
        at = noon + timedelta(hours=hour)
        target = second_team if hour % 2 else team
        assign_incident(
            number=incident.number, team=target, person=None, actor=agent, at=at
        )
        write_on_incident(
            number=incident.number, text="x", visibility="public", actor=agent, at=at
        )

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page(incident)).status_code == 200
        return len(statements(captured))

    busy(0)
    desk.get(page(incident))
    first = count()
    make_incidents(8, requester, agent, noon)
    for hour in range(1, 12):
        busy(hour)

    assert count() == first <= 20


def test_the_timeline_tells_what_happened_in_sentences(
    desk, incident, agent, team, second_team, noon
):
    take_incident(number=incident.number, actor=agent, at=noon)
    start_incident(number=incident.number, actor=agent, at=noon)
    pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="Which mailbox?",
        expected_at=noon + timedelta(days=1),
        actor=agent,
        at=noon,
    )
    assign_incident(
        number=incident.number,
        team=second_team,
        person=None,
        reason="Firewall.",
        actor=agent,
        at=noon,
    )
    values: Any = RESOLUTION
    resolve_incident(number=incident.number, actor=agent, at=noon, **values)

    told = [moment.text for moment in desk.get(page(incident)).context["timeline"]]
    assert told[::-1] == [
        "opened it for Rita Requester (Phone)",
        "took it",
        "began to work on it",
        "set it to “Waiting for customer” until 5 Mar, 12:00: Which mailbox?",
        "handed it to Network: Firewall.",
        "took it",
        "resolved it (Solved): Queue emptied.",
    ]
