"""A reply that crosses with what others say and do meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection

from core.models import Event
from incidents.services import (
    answer_incident,
    assign_incident,
    resolve_incident,
    start_incident,
    write_on_incident,
)
from records.selectors import last_news_on
from records.services import StaleRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def path(incident, act=""):
    return f"/desk/incidents/{incident.number}/{act}"


def seen(desk, incident):
    """Open the page, and return what it sends along with a reply."""
    (reply, note) = desk.get(path(incident)).context["composers"]
    assert note["version"].value() is None
    return reply["version"].value()


def write(incident, actor, at, visibility="public", **values):
    text = "Have you tried the other cable?"
    sent = {"number": incident.number, "text": text, "visibility": visibility}
    return write_on_incident(**sent, actor=actor, at=at, **values)


def test_a_newer_reply_is_shown_before_ones_own_is_sent(
    desk, incident, team_lead, noon
):
    version = seen(desk, incident)
    write(incident, team_lead, noon)
    mine = {"text": "Please restart it.", "version": version}

    response = desk.post(path(incident, "reply/"), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Not sent yet: there is something new" in page
    assert page.count("Have you tried the other cable?") == 2
    assert "Please restart it.</textarea>" in page
    assert "Send anyway" in page
    assert incident.entries.count() == 1


def test_it_is_sent_anyway(desk, incident, team_lead, noon):
    version = seen(desk, incident)
    write(incident, team_lead, noon)
    mine = {"text": "Please restart it.", "version": version}
    refused = desk.post(path(incident, "reply/"), mine).context["composers"][0]

    again = {**mine, "version": refused["version"].value()}
    assert desk.post(path(incident, "reply/"), again).status_code == 302
    assert incident.entries.count() == 2


def test_a_move_by_another_is_shown_too(desk, incident, team_lead, noon):
    version = seen(desk, incident)
    resolve_incident(
        number=incident.number,
        resolution="Queue emptied.",
        close_code="solved",
        actor=team_lead,
        at=noon,
    )
    sent = {"text": "Please restart it.", "version": version}
    response = desk.post(path(incident, "reply/"), sent)

    assert response.status_code == 409
    told = [moment.text for moment in response.context["meanwhile"]]
    assert any("Queue emptied." in text for text in told)


def test_what_the_customer_answers_counts(desk, incident, requester, noon):
    version = seen(desk, incident)
    answer_incident(number=incident.number, text="Hello?", actor=requester, at=noon)

    sent = {"text": "Please restart it.", "version": version}
    assert desk.post(path(incident, "reply/"), sent).status_code == 409


def test_ones_own_acts_and_colleagues_notes_do_not_count(
    desk, incident, agent, team_lead, noon
):
    version = seen(desk, incident)
    start_incident(number=incident.number, actor=agent, at=noon)
    write(incident, agent, noon)
    write(incident, team_lead, noon, visibility="internal")

    sent = {"text": "Please restart it.", "version": version}
    assert desk.post(path(incident, "reply/"), sent).status_code == 302


def test_only_what_is_news_is_noted_as_seen(desk, incident, agent, team_lead, noon):
    write(incident, agent, noon)
    news = last_news_on(incident)
    write(incident, team_lead, noon, visibility="internal")

    assert seen(desk, incident) == news


def test_what_is_committed_while_the_page_is_made_counts_as_unseen(
    desk, incident, team_lead, noon
):
    before = last_news_on(incident)
    read: list[str] = []

    def interrupt(execute, sql, *args):
        found = execute(sql, *args)
        if 'FROM "records_entry"' in sql and not read:
            read.append(sql)
            write(incident, team_lead, noon)
        return found

    with connection.execute_wrapper(interrupt):
        assert seen(desk, incident) == before
    assert last_news_on(incident) > before


def test_what_had_been_read_is_not_shown_as_news(
    desk, incident, agent, team_lead, team, noon
):
    by = {"actor": team_lead, "at": noon}
    assign_incident(number=incident.number, team=team, person=agent.person, **by)
    version = seen(desk, incident)
    write(incident, team_lead, noon, visibility="internal")
    write(incident, team_lead, noon)

    sent = {"text": "Please restart it.", "version": version}
    response = desk.post(path(incident, "reply/"), sent)
    assert [one.kind for one in response.context["meanwhile"]] == ["public"]


def test_a_note_is_never_held_back(desk, incident, team_lead, noon):
    seen(desk, incident)
    write(incident, team_lead, noon)

    response = desk.post(
        path(incident, "note/"), {"text": "Known fault.", "version": ""}
    )
    assert response.status_code == 302


@pytest.mark.parametrize("version", ["x", "-1", str(2**63), "9" * 400])
def test_what_cannot_have_been_seen_is_refused(desk, incident, version):
    sent = {"text": "Please restart it.", "version": version}

    assert desk.post(path(incident, "reply/"), sent).status_code == 422
    assert not incident.entries.exists()


def test_the_service_refuses_and_changes_nothing(incident, agent, team_lead, noon):
    last = last_news_on(incident)
    write(incident, team_lead, noon)
    before = Event.objects.count()

    with pytest.raises(StaleRecord):
        write(incident, agent, noon + timedelta(hours=1), seen=last)
    assert Event.objects.count() == before
    write(incident, agent, noon + timedelta(hours=1), seen=last_news_on(incident))
