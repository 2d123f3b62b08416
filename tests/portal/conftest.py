from datetime import timedelta

import pytest

from catalogue.models import Service
from catalogue.services import create_service
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident, pend_incident, write_on_incident


@pytest.fixture
def other_service(other_customer, noon) -> Service:
    return create_service(
        name="Warehouse",
        summary="Stock and orders",
        state="live",
        customers=[other_customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def strangers_incident(stranger, other_service, noon) -> Incident:
    return open_incident(
        incident=Incident(
            title="Forklift terminal dark",
            requester=stranger.person,
            service=other_service,
            impact=1,
            urgency=1,
        ),
        actor=stranger,
        at=noon,
    )


@pytest.fixture
def waiting(incident, agent, noon):
    return pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="Suspicionword against the router.",
        expected_at=noon + timedelta(days=1),
        actor=agent,
        at=noon,
    )


@pytest.fixture
def noted(incident, agent, noon):
    """With a reply for the customer, and a note that is not."""
    for visibility, text in [
        ("public", "Replyword: please restart it."),
        ("internal", "Secretword: known fault of the vendor."),
    ]:
        write_on_incident(
            number=incident.number,
            text=text,
            visibility=visibility,
            actor=agent,
            at=noon,
        )
    return incident
