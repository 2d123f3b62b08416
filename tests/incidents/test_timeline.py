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
RESOLUTION: Any = {"resolution": "Queue emptied.", "close_code": "solved"}


def page(incident):
    return f"/desk/incidents/{incident.number}/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def hand_over_and_write(incident, team, agent, at):
    number = incident.number
    assign_incident(number=number, team=team, person=None, actor=agent, at=at)
    write_on_incident(number=number, text="x", visibility="public", actor=agent, at=at)


def queries_of(desk, incident):
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page(incident)).status_code == 200
    return len(statements(captured))


def test_the_page_does_not_grow_in_queries(
    desk, incident, agent, requester, team, second_team, noon
):
    hand_over_and_write(incident, team, agent, noon)
    desk.get(page(incident))
    first = queries_of(desk, incident)
    make_incidents(8, requester, agent, noon)
    for hour in range(1, 12):
        holder = second_team if hour % 2 else team
        hand_over_and_write(incident, holder, agent, noon + timedelta(hours=hour))

    assert queries_of(desk, incident) == first <= 20


def work_through(incident, agent, other_team, at):
    """Take it, let it wait, hand it over, resolve it."""
    act: Any = {"number": incident.number, "actor": agent, "at": at}
    tomorrow = at + timedelta(days=1)
    take_incident(**act)
    start_incident(**act)
    pend_incident(
        waiting_for="customer", reason="Which mailbox?", expected_at=tomorrow, **act
    )
    assign_incident(team=other_team, person=None, reason="Firewall.", **act)
    resolve_incident(**RESOLUTION, **act)


def test_the_timeline_tells_what_happened_in_sentences(
    desk, incident, agent, second_team, noon
):
    work_through(incident, agent, second_team, noon)

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
