"""Two deliveries at once, each on its own connection, tell everybody once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from core.models import Event
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident
from notifications.models import Notification
from slm.models import Escalation
from slm.services import add_target, escalate, sweep_clocks
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def events(
    draft, resolution, service_level_manager, agent, team, requester, service, noon
):
    """Seven breaches of the team's incidents, of which nobody was told yet."""
    by = {"actor": service_level_manager, "at": noon}
    add_target(number=draft.number, terms=resolution, **by)
    put_into_force(number=draft.number, **by)
    for number in range(7):
        made = Incident(
            title=f"Storm {number}", requester=requester.person, service=service
        )
        hold(open_incident(incident=made, actor=agent, at=TEN), agent, team, TEN)
    sweep_clocks(at=TEN + 9 * HOUR)
    crossed = Event.objects.named("slm.threshold_crossed")
    return list(crossed.filter(facts__notifies=True))


def test_two_deliveries_at_once_take_each_step_once(events, team_lead):
    barrier, at = Barrier(2), datetime(2026, 3, 4, 19, tzinfo=UTC)

    def deliver(_place):
        try:
            barrier.wait(30)
            return escalate(events=events, actor=system_user("slm"), at=at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        taken = sorted(pool.map(deliver, range(2)))

    assert taken == [0, 7 * 3]
    assert Escalation.objects.count() == 7 * 3
    told = Notification.objects.filter(recipient=team_lead)
    assert [one.topic for one in told] == ["slm.digest"]
