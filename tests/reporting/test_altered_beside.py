"""What is stored beside an incident is part of it: crossings, ratings, attachments."""

import pytest
from django.core.files.base import ContentFile

from incidents.services import rate_incident, reopen_incident
from reporting.services.verifying import verify_records
from tests.reporting.conftest import HOUR, LATER, resolved
from tests.reporting.test_altered import undone
from tests.reporting.test_packs import alter, pack
from workflow.services import add_attachment, remove_attachment

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


def add_and_rate(number, agent, requester, at):
    rate_incident(number=number, score=2, comment="Slow.", actor=requester, at=at)
    for name in ("a.txt", "b.txt"):
        added = add_attachment(
            number=number,
            name=name,
            content=ContentFile(b"Words.", name=name),
            visibility="public",
            actor=agent,
            at=at,
        )
    remove_attachment(attachment_id=added.pk, actor=agent, at=at)


ALTERED = (
    "DELETE FROM slm_crossing",
    "UPDATE slm_crossing SET percent = percent + 1",
    "UPDATE slm_crossing SET turn = turn + 1",
    "UPDATE records_rating SET score = 5",
    "UPDATE records_rating SET comment = 'Quick.'",
    "DELETE FROM records_rating",
    "UPDATE workflow_attachment SET sha256 = 'x'",
    "UPDATE workflow_attachment SET removed_at = NULL",
    "UPDATE workflow_attachment SET name = 'x'",
    "DELETE FROM workflow_attachment",
    "INSERT INTO records_holding (record_id, team_id, supplier_reference,"
    " is_in_control, from_at, to_at, event_id)"
    " SELECT record_id, team_id, supplier_reference, is_in_control, from_at, to_at,"
    " event_id FROM records_holding"
    " WHERE to_at IS NOT NULL",
)


def assert_told(pack, number):
    def altered() -> bool:
        lines = verify_records({number: pack.manifest["records"][number]})
        return any(line.is_altered for line in lines)

    assert not altered()
    for sql in ALTERED:
        with undone():
            alter(sql)
            assert altered(), sql


def test_what_the_pack_holds(month, agent, requester, request):
    number = month["late"].number
    add_and_rate(number, agent, requester, LATER - 2 * HOUR)

    assert_told(request.getfixturevalue("pack"), number)


def test_what_was_stored_since(pack, month, agent, requester):
    number = month["late"].number
    reopen_incident(number=number, reason="Again.", actor=agent, at=LATER)
    resolved(month["late"], agent, LATER + HOUR)
    add_and_rate(number, agent, requester, LATER + 2 * HOUR)

    assert_told(pack, number)
