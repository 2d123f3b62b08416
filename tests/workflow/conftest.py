import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from incidents.models import Incident
from incidents.services import open_incident
from workflow.models import Meeting
from workflow.services import (
    add_attachment,
    approve_minutes,
    call_meeting,
    hold_meeting,
    plan_meeting,
    write_minutes,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def files_of_the_test(files):
    return files


@pytest.fixture
def attach(incident, noon):
    """Attach something to the incident, by default a picture by the given actor."""

    def run(actor, name="screen.png", content=PNG, visibility="public"):
        return add_attachment(
            number=incident.number,
            name=name,
            content=ContentFile(content, name=name),
            visibility=visibility,
            actor=actor,
            at=noon,
        )

    return run


@pytest.fixture
def other(requester, service, agent, noon):
    """Another incident of the same requester."""
    return open_incident(
        incident=Incident(title="The same", requester=requester.person),
        actor=agent,
        at=noon,
    )


def a_meeting(customer, noon, **values):
    usual = {"kind": "service_review", "title": "Review", "organisation": customer}
    start = noon + 14 * DAY
    return Meeting(**{**usual, "starts_at": start, "ends_at": start + HOUR, **values})


@pytest.fixture
def planned(customer, representative, service_level_manager, noon):
    return plan_meeting(
        meeting=a_meeting(customer, noon, chair=service_level_manager.person),
        people=[representative.person],
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def called(planned, service_level_manager, noon):
    return call_meeting(
        number=planned.number, actor=service_level_manager, at=noon + DAY
    )


@pytest.fixture
def held(called, representative, service_level_manager, noon):
    return hold_meeting(
        number=called.number,
        held_at=called.starts_at,
        attended=[representative.person.pk],
        actor=service_level_manager,
        at=called.ends_at,
    )


@pytest.fixture
def minuted(held, service_level_manager):
    by = {"number": held.number, "actor": service_level_manager}
    write_minutes(minutes="All is well.", **by, at=held.ends_at)
    return approve_minutes(**by, at=held.ends_at + DAY)


def sha256(content):
    return hashlib.sha256(content).hexdigest()
