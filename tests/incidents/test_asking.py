"""What waits for the customer has asked them something."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.services import deliver_outbox
from incidents.selectors import end_of_working_day
from incidents.services import (
    answer_incident,
    let_incident_wait,
    pend_incident,
    resume_incident,
    write_on_incident,
)
from notifications.models import Notification
from records.models import Entry
from records.services import StaleRecord
from tests.api.conftest import Program
from tests.notifications.conftest import LATER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def wait(incident, actor, at, waiting_for="customer", **values):
    return let_incident_wait(
        number=incident.number,
        waiting_for=waiting_for,
        expected_at=at + timedelta(days=1),
        actor=actor,
        at=at,
        **values,
    )


def write(incident, actor, at, visibility="public"):
    write_on_incident(
        number=incident.number,
        text="Which room?",
        visibility=visibility,
        actor=actor,
        at=at,
    )


def refuses(incident, actor, at, **values):
    with pytest.raises(ValidationError) as refused:
        wait(incident, actor, at, **values)
    incident.refresh_from_db()
    return "question" in refused.value.message_dict and incident.phase != "waiting"


def test_the_question_is_a_reply_in_the_instant_of_the_pause(incident, agent, noon):
    waiting = wait(incident, agent, noon, question="Which room?")

    assert waiting.state == "pending_customer"
    entry = Entry.objects.get()
    assert (entry.text, entry.visibility) == ("Which room?", "public")
    assert entry.event.facts["by_desk"]
    moved = waiting.item.events.get(name="records.moved")
    assert entry.written_at == moved.occurred_at == noon


def test_the_customer_is_told_the_question(incident, agent, requester, noon):
    wait(incident, agent, noon, question="Which room?")
    while deliver_outbox(at=LATER):
        pass

    told = Notification.objects.filter(recipient=requester)
    assert told.filter(topic="incident.replied").count() == 1


def test_without_a_question_it_does_not_wait_for_the_customer(incident, agent, noon):
    assert refuses(incident, agent, noon, reason="A picture is missing.")
    assert not Entry.objects.exists()


def test_what_was_asked_before_is_not_asked_again(incident, agent, noon):
    write(incident, agent, noon)

    assert wait(incident, agent, noon, reason="Asked.").state == "pending_customer"


def test_a_note_asks_the_customer_nothing(incident, agent, noon):
    write(incident, agent, noon, visibility="internal")

    assert refuses(incident, agent, noon, reason="Asked.")


def test_after_their_answer_a_new_question_is_needed(incident, agent, requester, noon):
    wait(incident, agent, noon, question="Which room?")
    at = noon + HOUR
    answer_incident(number=incident.number, text="12", actor=requester, at=at)

    assert refuses(incident, agent, at, reason="Asked.")
    assert wait(incident, agent, at, question="Which floor?").phase == "waiting"


def test_after_it_went_on_a_new_question_is_needed(incident, agent, noon):
    wait(incident, agent, noon, question="Which room?")
    resume_incident(number=incident.number, actor=agent, at=noon + HOUR)

    assert refuses(incident, agent, noon + HOUR, reason="Asked.")


def test_what_waits_for_others_asks_nobody(incident, agent, noon):
    refused = {"waiting_for": "supplier", "reason": "Part.", "question": "Which?"}
    assert refuses(incident, agent, noon, **refused)
    assert wait(incident, agent, noon, "supplier", reason="Part.").phase == "waiting"


def test_history_is_written_without_a_question(incident, agent, noon):
    waiting = pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="Awaiting User Info",
        expected_at=noon + HOUR,
        actor=agent,
        at=noon,
    )
    assert waiting.phase == "waiting"


def test_who_may_not_asks_nothing(incident, requester, agent, noon):
    with pytest.raises(PermissionDenied):
        wait(incident, requester, noon, question="Which room?")
    with pytest.raises(StaleRecord):
        wait(incident, agent, noon, question="Which?", version=incident.version + 1)
    assert not Entry.objects.exists()


def test_asking_twice_is_refused(incident, agent, noon):
    wait(incident, agent, noon, question="Which room?")
    with pytest.raises(TransitionNotAllowed):
        wait(incident, agent, noon, question="Which room?")

    assert Entry.objects.count() == 1


def test_the_form_says_whether_a_question_is_needed(client, incident, agent):
    client.force_login(agent)
    path = f"/desk/incidents/{incident.number}/pend/"
    assert "Needed if it waits for the customer." in client.get(path).text
    day = end_of_working_day(incident, timezone.now(), days=1).isoformat()
    sent = {"waiting_for": "customer", "reason": "x", "until": day}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Say what the customer is asked." in refused.text

    write(incident, agent, timezone.now())
    assert "if the question was in that, leave this empty" in client.get(path).text
    assert client.post(path, sent).status_code == 302


def test_a_program_asks_as_well(incident, agent):
    day = (timezone.now() + timedelta(days=2)).isoformat()
    body = {"waiting_for": "customer", "reason": "x", "expected_at": day}
    path = f"incidents/{incident.number}/pend/"
    refused = Program(agent).post(path, body)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "question"

    asked = Program(agent).post(path, {**body, "question": "Which room?"})
    assert asked.json()["state"] == "pending_customer"
    assert Entry.objects.get().text == "Which room?"
