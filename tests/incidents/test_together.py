"""Two people at once, each with a connection of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.services import register_person
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.models import Incident
from incidents.services import (
    resolve_incident,
    set_incident_confidential,
    take_incident,
    write_on_incident,
)
from records.models import Entry, Holding, Record, SavedView
from records.services import StaleRecord, lock_record, save_view

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same time; return what each returned or raised."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=10)
            return act()
        except (TransitionNotAllowed, StaleRecord, ValidationError) as error:
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


def test_the_same_view_saved_by_many_at_once_is_one(agent):
    def save(query):
        return save_view(
            owner=agent.person, list_name="desk", name="x", query=query, actor=agent
        )

    saved = at_once(*[partial(save, f"team={place}") for place in range(6)])

    view = SavedView.objects.get()
    assert saved == [view] * 6
    assert view.query.startswith("team=")


def test_the_same_address_under_two_customers_at_once_is_one_person(
    agent, team_lead, customer, other_customer, noon
):
    def register(actor, organisation):
        person = Person(name="Nora", email="n@x.example", organisation=organisation)
        return register_person(person=person, actor=actor, at=noon)

    with connection.cursor() as cursor:
        # Slow enough for both to have looked for the address.
        cursor.execute(SLOW_PERSON)
    try:
        answers = at_once(
            partial(register, agent, customer),
            partial(register, team_lead, other_customer),
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION slow_person CASCADE")

    assert sum(isinstance(one, ValidationError) for one in answers) == 1
    assert Person.objects.filter(email="n@x.example").count() == 1


SLOW_PERSON = """
    CREATE FUNCTION slow_person() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
    CREATE TRIGGER slow_person BEFORE INSERT ON accounts_person
    FOR EACH ROW EXECUTE FUNCTION slow_person();
"""


def is_waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("act", ["note", "start", "confidential"])
def test_what_is_hidden_while_somebody_writes_is_not_there(
    incident, agent, team_lead, noon, act
):
    client = Client()
    client.force_login(team_lead)

    def send():
        try:
            path = f"/desk/incidents/{incident.number}/{act}/"
            return client.post(path, {"text": "x", "is_confidential": "on"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lock_record(Record.objects.all(), number=incident.number)
        answer = pool.submit(send)
        deadline = time.monotonic() + 20
        while not is_waiting_for_a_lock():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        set_incident_confidential(
            number=incident.number, is_confidential=True, actor=agent, at=noon
        )
    assert answer.result(timeout=20).status_code == 404
