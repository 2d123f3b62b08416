"""Whom the sealer waits for: writers to this database, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection, transaction

from core.events import record_event
from core.services import seal_events
from core.system_users import system_user

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def writing_in(database: str) -> Iterator[None]:
    """Keep a transaction open that has begun to write."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    other = psycopg2.connect(**{**parameters, "dbname": database})
    try:
        other.cursor().execute("SELECT pg_current_xact_id()")
        yield
    finally:
        # Closing alone is noticed by the server only a moment later.
        other.rollback()
        other.close()


@transaction.atomic
def happen(at) -> None:
    actor = system_user("core")
    record_event("thing.happened", item=None, actor=actor, at=at)


def test_a_writer_in_this_database_is_waited_for(noon):
    with writing_in(connection.settings_dict["NAME"]):
        happen(noon)
        assert seal_events() == 0
    assert seal_events() == 1


def test_a_writer_in_another_database_is_not(noon):
    with writing_in("postgres"):
        happen(noon)
        assert seal_events() == 1
