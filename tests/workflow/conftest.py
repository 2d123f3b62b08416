import hashlib

import pytest
from django.core.files.base import ContentFile

from incidents.models import Incident
from incidents.services import open_incident
from workflow.services import add_attachment

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


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


def sha256(content):
    return hashlib.sha256(content).hexdigest()
