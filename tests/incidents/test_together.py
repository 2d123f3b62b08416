"""Two people at once, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.models import Incident
from incidents.services import resolve_incident, take_incident, write_on_incident
from records.models import Entry, Holding
from records.services import StaleRecord

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same time; return what each returned or raised."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=10)
            return act()
        except (TransitionNotAllowed, StaleRecord) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def resolve(incident, actor, noon, **values):
    return resolve_incident(
        number=incident.number,
        resolution=f"By {actor}",
        close_code="solved",
        actor=actor,
        at=noon,
        **values,
    )


def test_of_two_who_resolve_exactly_one_does(incident, agent, team_lead, noon):
    answers = at_once(
        lambda: resolve(incident, agent, noon),
        lambda: resolve(incident, team_lead, noon),
    )

    refused = [one for one in answers if isinstance(one, TransitionNotAllowed)]
    assert len(refused) == 1
    assert Event.objects.filter(name="incident.resolved").count() == 1
    assert Holding.objects.filter(record_id=incident.pk, to_at=None).count() == 0


def test_of_two_who_save_the_same_version_exactly_one_does(
    incident, agent, team_lead, noon
):
    def take(actor):
        return take_incident(
            number=incident.number, version=incident.version, actor=actor, at=noon
        )

    answers = at_once(lambda: take(agent), lambda: take(team_lead))

    assert sum(isinstance(one, StaleRecord) for one in answers) == 1
    assert Holding.objects.filter(record_id=incident.pk, to_at=None).count() == 1


def test_many_notes_at_once_all_arrive(incident, agent, noon):
    def note():
        return write_on_incident(
            number=incident.number,
            text="x",
            visibility="internal",
            actor=agent,
            at=noon,
        )

    at_once(*[note] * 6)

    assert Entry.objects.filter(record_id=incident.pk).count() == 6
    assert Incident.objects.get(pk=incident.pk).version == incident.version + 6


def test_a_record_is_locked_before_anything_else_and_leaves_keys_free(
    incident, agent, noon
):
    with CaptureQueriesContext(connection) as captured:
        resolve(incident, agent, noon)

    writes = [
        query["sql"]
        for query in captured.captured_queries
        if "FOR " in query["sql"] or query["sql"].startswith(("UPDATE", "INSERT"))
    ]
    assert "FOR NO KEY UPDATE" in writes[0]
    assert '"records_record"' in writes[0]
