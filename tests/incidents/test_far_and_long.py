"""What is too far away or too long: refused or cut, never a fault for others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from incidents.services import pend_incident, write_on_incident
from records.models import Entry, Record, SearchDocument
from records.search import PUBLIC, Search
from tests.api.conftest import assert_problem, program

__all__ = ["program"]
pytestmark = pytest.mark.django_db


def pend(incident, actor, at, expected_at):
    return pend_incident(
        number=incident.number,
        waiting_for="supplier",
        reason="Part ordered.",
        expected_at=expected_at,
        actor=actor,
        at=at,
    )


def write(incident, actor, at, text):
    return write_on_incident(
        number=incident.number, text=text, visibility="public", actor=actor, at=at
    )


def test_nothing_waits_for_longer_than_five_years(incident, agent, noon):
    with pytest.raises(ValidationError) as refused:
        pend(incident, agent, noon, noon + timedelta(days=5 * 365, seconds=1))
    assert "expected_at" in refused.value.message_dict

    waiting = pend(incident, agent, noon, noon + timedelta(days=5 * 365))
    assert waiting.expected_at


def test_the_end_of_time_breaks_nobodys_queue(program, client, incident, agent, noon):
    for moment in ("9999-12-31T23:59:59Z", datetime.max.replace(tzinfo=UTC)):
        body = {"waiting_for": "customer", "reason": "x", "expected_at": str(moment)}
        answer = program(agent).post(f"incidents/{incident.number}/pend/", body)
        assert_problem(answer, 400)

    agent.person.time_zone = "Asia/Tokyo"
    agent.person.save()
    client.force_login(agent)
    assert client.get("/desk/").status_code == 200


def pasted_log(place):
    lines = (f"http://{place:x}-{n:x}.example.com/{place:x}{n:x}/x" for n in range(999))
    return " ".join(lines)[:20_000]


def test_many_pasted_logs_block_no_reply(incident, agent, noon):
    for place in range(30):
        write(incident, agent, noon, pasted_log(place))
    write(incident, agent, noon, "Found it: xylophone")

    assert Entry.objects.filter(record_id=incident.pk).count() == 31
    found = SearchDocument.objects.filter(
        public=Search("xylophone", words=PUBLIC).query
    )
    assert list(found.values_list("record_id", flat=True)) == [incident.pk]


@pytest.mark.parametrize(
    "word", ["\U00020000", "ж-", "x" * 3000 + " ", "a.b/c?", "é1@é.é "]
)
def test_no_text_is_too_long_to_be_found(incident, agent, noon, word):
    record = Record.objects.get(pk=incident.pk)
    text = "".join(f"{word}{n:x}{' ' * (n % 3 == 0)}" for n in range(20_000))[:20_000]
    record.description = text
    record.save()
    for _entry in range(4):
        write(incident, agent, noon, text)

    assert Entry.objects.filter(record_id=incident.pk).count() == 4


def test_the_api_takes_no_longer_texts_than_the_desk(program, incident, agent):
    desk, path = program(agent), f"incidents/{incident.number}"
    long = "y" * 20_001
    requester = incident.requester_id
    for target, body in (
        (f"{path}/entries/", {"text": long}),
        ("incidents/", {"title": "x", "description": long, "requester": requester}),
        (f"{path}/resolve/", {"resolution": long[:10_001], "close_code": "solved"}),
    ):
        assert_problem(desk.post(target, body), 400)
    assert desk.post(f"{path}/entries/", {"text": long[:20_000]}).status_code == 201
