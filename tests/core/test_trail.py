"""The audit trail: append-only, sealed, and verifiable."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from core.erasure import ERASED
from core.events import record_event
from core.models import Event, EventData, Seal, User
from core.selectors import audit_trail
from core.services import seal_events
from core.system_users import system_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actor() -> User:
    return system_user("core")


@transaction.atomic
def happen(actor: User, at: datetime, count: int = 3) -> list[Event]:
    return [
        record_event(
            "thing.happened", item=None, actor=actor, at=at, personal={"note": str(n)}
        )
        for n in range(count)
    ]


def alter(sql: str) -> None:
    """Do what only somebody with the keys of the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")


def test_an_event_can_neither_be_changed_nor_deleted(actor, noon):
    event = happen(actor, noon, 1)[0]

    with pytest.raises(InternalError):
        Event.objects.filter(pk=event.pk).update(name="other")
    with pytest.raises(InternalError):
        Event.objects.filter(pk=event.pk)._raw_delete("default")
    event.refresh_from_db()
    assert event.name == "thing.happened"


def test_the_database_stamps_when_it_was_recorded(actor, noon):
    event = happen(actor, noon, 1)[0]

    assert event.recorded_at > noon
    assert event.is_late


def test_every_event_is_sealed_once(actor, noon):
    happen(actor, noon)

    assert (seal_events(), seal_events()) == (3, 0)
    report = audit_trail()
    assert report.is_intact
    assert (report.links, report.unsealed) == (3, 0)


def test_sealing_goes_on_where_it_ended(actor, noon):
    happen(actor, noon)
    seal_events(limit=2)
    happen(actor, noon, 2)
    seal_events()

    assert audit_trail().links == 5


def test_an_altered_event_breaks_the_chain(actor, noon):
    second = happen(actor, noon)[1]
    seal_events()
    alter(f"UPDATE core_event SET name = 'other' WHERE id = {second.pk}")

    report = audit_trail()
    assert report.broken_at == 2
    assert str(second.pk) in report.reason


def test_altered_personal_values_break_the_chain(actor, noon):
    first = happen(actor, noon)[0]
    seal_events()
    alter(f"UPDATE core_eventdata SET values = '{{}}' WHERE event_id = {first.pk}")

    assert audit_trail().broken_at == 1


def test_personal_values_may_go_only_if_that_is_recorded(actor, noon):
    events = happen(actor, noon)
    seal_events()
    EventData.objects.all().delete()
    assert "are gone" in audit_trail().reason

    facts = {"person": 0, "user": None, "events": [event.pk for event in events]}
    record_event(ERASED, item=None, actor=actor, at=noon, facts=facts)
    assert audit_trail().is_intact


def test_a_trail_cut_short_no_longer_holds_the_printed_head(actor, noon):
    happen(actor, noon)
    seal_events()
    head = audit_trail().head
    alter("DELETE FROM core_seal WHERE position = 3")

    assert audit_trail().is_intact
    with pytest.raises(CommandError, match="head"):
        call_command("verify_audit_trail", head=head)


def test_a_missing_link_is_named(actor, noon):
    happen(actor, noon)
    seal_events()
    alter("DELETE FROM core_seal WHERE position = 2")

    assert audit_trail().broken_at == 3
    assert Seal.objects.count() == 2
