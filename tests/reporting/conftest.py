from datetime import UTC, date, datetime, timedelta

import pytest

from core.models import User
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    open_incident,
    pend_incident,
    resolve_incident,
    resume_incident,
)
from slm.services import sweep_clocks
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]

MARCH = date(2026, 3, 1)
HOUR = timedelta(hours=1)
# The calendar is open around the clock, in UTC: sums are done by hand.
TENTH = datetime(2026, 3, 10, 8, tzinfo=UTC)
FIRST_OF_APRIL = datetime(2026, 4, 1, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stored_apart(tmp_path, settings):
    """Keep what tests make out of the portal's own files."""
    folder = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    return tmp_path


def an_incident(agent: User, requester: User, at: datetime, **values) -> Incident:
    incident = Incident(**{"title": "Mail is slow", "requester": requester.person})
    for name, value in values.items():
        setattr(incident, name, value)
    return open_incident(incident=incident, actor=agent, at=at)


def resolved(incident: Incident, agent: User, at: datetime) -> Incident:
    return resolve_incident(
        number=incident.number, resolution="x", close_code="solved", actor=agent, at=at
    )


def paused_for(pause: timedelta, incident: Incident, agent: User, at: datetime) -> None:
    pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="x",
        expected_at=at + pause,
        actor=agent,
        at=at,
    )
    resume_incident(number=incident.number, actor=agent, at=at + pause)


@pytest.fixture
def month(agreement, agent, requester, service, team):
    """
    March, counted by hand: 8 h for resolution of anything below priority 1.

    Met after 2 h; met after 12 h of which 6 h were paused; breached after 10 h, by
    2 h; breached and open, late from 16:00:01 on the 31st; and one void.
    """
    opened = {"service": service, "team": team}
    met = an_incident(agent, requester, TENTH, title="Met", **opened)
    resolved(met, agent, TENTH + 2 * HOUR)
    paused = an_incident(agent, requester, TENTH + HOUR, title="Paused", **opened)
    paused_for(6 * HOUR, paused, agent, TENTH + 2 * HOUR)
    resolved(paused, agent, TENTH + 13 * HOUR)
    late = an_incident(agent, requester, TENTH + 2 * HOUR, title="Late", **opened)
    resolved(late, agent, TENTH + 12 * HOUR)
    void = an_incident(agent, requester, TENTH + 3 * HOUR, title="Void", **opened)
    cancel_incident(number=void.number, reason="x", actor=agent, at=TENTH + 4 * HOUR)
    at = datetime(2026, 3, 31, 8, tzinfo=UTC)
    open_one = an_incident(agent, requester, at, title="Open", **opened)
    sweep_clocks(at=FIRST_OF_APRIL)
    made = {"met": met, "paused": paused, "late": late, "void": void}
    return {**made, "open": open_one}
