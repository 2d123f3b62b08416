"""Acts whose clock was read before another act was done, and drafts that must stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from incidents.services import (
    cancel_incident,
    resolve_incident,
    start_incident,
    write_on_incident,
)
from records.models import Entry
from records.services import EarlierThanLastChange
from tests.incidents.desk import make_incidents

pytestmark = pytest.mark.django_db


def start(incident, actor, at):
    return start_incident(number=incident.number, actor=actor, at=at)


def note(incident, actor, at):
    return write_on_incident(
        number=incident.number, text="x", visibility="internal", actor=actor, at=at
    )


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def test_an_act_that_was_overtaken_counts_from_the_other(
    incident, agent, requester, noon
):
    start(incident, agent, noon + timedelta(seconds=5))
    for actor in (agent, requester):
        entry = write_on_incident(
            number=incident.number, text="x", visibility="public", actor=actor, at=noon
        )
        assert entry.written_at == noon + timedelta(seconds=5)


def test_every_event_of_an_overtaken_act_has_its_instant(incident, agent, noon):
    start(incident, agent, noon + timedelta(seconds=5))
    resolved = resolve_incident(
        number=incident.number,
        resolution="Done.",
        close_code="solved",
        actor=agent,
        at=noon,
    )

    told = Event.objects.get(item=incident.item, name="incident.resolved")
    assert told.occurred_at == resolved.resolved_at == noon + timedelta(seconds=5)


def test_who_may_enter_late_means_the_instant(incident, agent, team_lead, noon):
    start(incident, agent, noon + timedelta(seconds=5))

    assert note(incident, team_lead, noon).written_at == noon


def test_a_minute_earlier_is_no_longer_the_same_moment(incident, agent, noon):
    start(incident, agent, noon + timedelta(minutes=1))

    with pytest.raises(EarlierThanLastChange):
        note(incident, agent, noon)


@pytest.mark.parametrize("act", ["reply", "note"])
@pytest.mark.parametrize("text", ["y" * 20_001, "a\0bcdef"])
def test_what_is_no_entry_is_shown_again_with_the_reason(desk, incident, act, text):
    path = f"/desk/incidents/{incident.number}/{act}/"
    response = desk.post(path, {"text": text})

    assert response.status_code == 422
    shown = response.content.decode()
    assert text[-4:] in shown
    assert shown.count("error-summary") == 1
    assert not Entry.objects.exists()


def test_a_reply_on_what_was_closed_meanwhile_is_not_lost(desk, incident, agent, noon):
    number = incident.number
    cancel_incident(number=number, reason="Twice.", actor=agent, at=noon)
    response = desk.post(f"/desk/incidents/{number}/reply/", {"text": "Long draft."})

    shown = response.content.decode()
    assert response.status_code == 422
    assert "record is closed" in shown
    assert "Long draft." in shown
    assert "for colleagues only" not in shown


def test_a_note_before_the_last_change_is_not_lost(desk, incident, agent):
    start(incident, agent, timezone.now() + timedelta(hours=1))
    response = desk.post(
        f"/desk/incidents/{incident.number}/note/", {"text": "Long draft."}
    )

    assert response.status_code == 422
    assert "before the last change" in response.content.decode()
    assert "Long draft." in response.content.decode()


def test_a_customers_answer_on_what_was_closed_meanwhile_is_not_lost(
    client, incident, requester, agent, noon
):
    number = incident.number
    cancel_incident(number=number, reason="Twice.", actor=agent, at=noon)
    client.force_login(requester)
    response = client.post(f"/records/{number}/reply/", {"text": "Long draft."})

    assert response.status_code == 422
    assert "record is closed" in response.content.decode()
    assert "Long draft." in response.content.decode()


def test_of_many_none_is_refused_for_what_happened_a_moment_ago(
    desk, requester, agent, noon
):
    three = make_incidents(3, requester, agent, noon)
    for one in three:
        note(one, agent, timezone.now() + timedelta(seconds=20))
    sent = {"act": "take", "selected": [one.number for one in three]}
    response = desk.post("/desk/bulk/", sent, follow=True)

    assert "3 incidents were changed." in response.content.decode()
