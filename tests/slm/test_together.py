"""An agreement enters force while a record is opened, each on its own connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from incidents.models import Incident
from incidents.services import open_incident
from slm.models import Clock
from slm.services import add_target
from tests.factories.slm import put_into_force

pytestmark = pytest.mark.django_db(transaction=True)


def overlapping(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Do the second while the first is not committed; return what it raised, if so."""
    is_done, is_over = Signal(), Signal()

    def hold() -> None:
        with transaction.atomic():
            first()
            is_done.set()
            # Over at once if the second does not wait for us.
            is_over.wait(1.5)
        connections.close_all()

    def follow() -> object:
        is_done.wait(30)
        try:
            return second()
        except ValidationError as error:
            return error
        finally:
            is_over.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        pool.submit(hold)
        return pool.submit(follow).result()


@pytest.fixture
def acts(draft, resolution, service_level_manager, agent, requester, service, noon):
    """Open an incident under the agreement, and put it into force."""
    by = {"actor": service_level_manager, "at": noon}
    add_target(number=draft.number, terms=resolution, **by)

    def opening():
        incident = Incident(title="x", requester=requester.person, service=service)
        at = datetime(2026, 3, 4, 9, tzinfo=UTC)
        return open_incident(incident=incident, actor=agent, at=at)

    return opening, lambda: put_into_force(number=draft.number, **by)


def test_an_activation_sees_a_record_that_is_just_being_opened(acts):
    opening, activating = acts

    answer = overlapping(opening, activating)

    assert isinstance(answer, ValidationError)
    assert Incident.objects.count() == 1


def test_a_record_opened_during_an_activation_gets_its_clock(acts):
    opening, activating = acts

    overlapping(activating, opening)

    assert Clock.objects.filter(record=Incident.objects.get()).count() == 1
