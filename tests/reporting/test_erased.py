"""An erasure makes the loss of a name lawful, and of nothing else."""

import json

import pytest

from accounts.services import deactivate_person, erase_person
from core.erasure import ERASED
from core.events import record_event
from core.models import Event
from incidents.services import edit_incident
from reporting.services.verifying import verify_records
from tests.conftest import sign_up
from tests.reporting.conftest import HOUR, LATER
from tests.reporting.test_packs import alter, pack

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


def line(pack, incident):
    (found,) = verify_records(
        {incident.number: pack.manifest["records"][incident.number]}
    )
    return found


@pytest.fixture
def erased(pack, month, agent, customer, requester, administrator):
    """The requester of the late incident, which got another and another title since."""
    other = sign_up("Rosa Requester", customer).person
    edit_incident(
        number=month["late"].number,
        title="New",
        description="Words.",
        requester=other,
        actor=agent,
        at=LATER,
    )
    by = {"person_id": requester.person.pk, "actor": administrator}
    deactivate_person(**by, at=LATER + HOUR)
    return erase_person(**by, reason="x", at=LATER + 2 * HOUR)


def test_what_was_edited_since_is_still_told(pack, month, erased):
    found = line(pack, month["late"])

    assert not found.is_altered
    assert "personal values erased on 2026-04-01" in found.words
    told = [str(event.facts) for event in Event.objects.named(ERASED)]
    assert not any("New" in facts or "Rita" in facts for facts in told)


@pytest.mark.parametrize("field", ["title", "description"])
def test_what_names_nobody_is_altered_no_less(pack, month, erased, field):
    late = month["late"]
    alter(f"UPDATE records_record SET {field} = 'x' WHERE item_id = %s", late.pk)

    assert line(pack, late).is_altered


def test_an_erasure_of_somebody_who_has_a_name_is_none(pack, month, requester, agent):
    late, rita = month["late"], requester.person
    opened = Event.objects.get(item=late.pk, name="records.opened")
    alter("DELETE FROM core_eventdata WHERE event_id = %s", opened.pk)
    facts = {"person": rita.pk, "user": requester.pk, "events": [opened.pk]}
    record_event(
        ERASED, item=None, actor=agent, at=LATER, facts={**facts, "name": "Erased"}
    )

    assert line(pack, late).is_altered


def test_an_erasure_takes_no_other_values(pack, month, erased):
    other = Event.objects.filter(item=month["late"].pk, name="incident.resolved").get()
    erasure = Event.objects.get(name=ERASED)
    alter("DELETE FROM core_eventdata WHERE event_id = %s", other.pk)
    alter(
        "UPDATE core_event SET facts = jsonb_set(facts, '{events}', %s) WHERE name = %s",
        json.dumps([*erasure.facts["events"], other.pk]),
        ERASED,
    )

    assert line(pack, month["late"]).is_altered
