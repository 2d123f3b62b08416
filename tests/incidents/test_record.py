from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from incidents.choices import IncidentState as State
from incidents.services import (
    cancel_incident,
    write_on_incident,
)
from records.models import Entry

pytestmark = pytest.mark.django_db
RESOLUTION = {"resolution": "Queue emptied.", "close_code": "solved"}


def page(incident, act=""):
    return f"/desk/incidents/{incident.number}/{act}"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


ACTS = ["assign", "pend", "resolve", "cancel", "edit", "classify", "start", "take"]
STATUSES = {
    "requester": (404, 404),
    "representative": (404, 404),
    "stranger": (404, 404),
    "agent": (200, 200),
    "team_lead": (200, 200),
    "service_level_manager": (200, 403),
    "auditor": (200, 403),
    "administrator": (200, 403),
}


@pytest.mark.parametrize("who", STATUSES)
def test_who_sees_the_record_and_who_works_on_it(client, cast, incident, who):
    client.force_login(cast[who])
    reading, working = STATUSES[who]

    assert client.get("/desk/").status_code == reading
    assert client.get(page(incident)).status_code == reading
    assert client.get("/desk/incidents/new/").status_code == working
    for act in ACTS:
        assert client.get(page(incident, f"{act}/")).status_code == working


@pytest.mark.parametrize(
    ("who", "refused"), [("auditor", 403), ("requester", 404), ("stranger", 404)]
)
def test_who_only_reads_can_change_nothing(client, cast, incident, who, refused):
    client.force_login(cast[who])
    for act in [*ACTS, "reply", "note", "confidential"]:
        sent = {"text": "x", "reason": "x", **RESOLUTION}
        assert client.post(page(incident, f"{act}/"), sent).status_code == refused
    incident.refresh_from_db()
    assert (incident.state, incident.version) == (State.NEW, 1)


def test_the_desk_asks_for_a_sign_in(client, incident):
    for url in ("/desk/", page(incident), page(incident, "resolve/")):
        assert client.get(url).url.startswith("/accounts/login/")


def test_an_absent_record_looks_like_a_forbidden_one(desk):
    assert desk.get("/desk/incidents/INC-999999/").status_code == 404
    assert desk.get("/desk/incidents/x%00y/").status_code == 404


def test_an_auditor_is_offered_nothing_to_do(client, auditor, incident):
    client.force_login(auditor)
    shown = client.get(page(incident)).content.decode()

    assert "Reply to" not in shown
    assert "/resolve/" not in shown


def test_resolving_at_the_desk(desk, incident):
    response = desk.post(page(incident, "resolve/"), RESOLUTION, follow=True)

    incident.refresh_from_db()
    assert incident.state == State.RESOLVED
    assert "Queue emptied." in response.content.decode()


def test_what_is_missing_is_named_and_the_rest_kept(desk, incident):
    sent = {**RESOLUTION, "close_code": ""}
    response = desk.post(page(incident, "resolve/"), sent)

    assert response.status_code == 422
    assert "close_code" in response.context["form"].errors
    assert "Queue emptied." in response.content.decode()


def test_an_illegal_move_is_a_message(desk, resolved_incident):
    for act in ("start", "pend", "resolve", "cancel"):
        response = desk.get(page(resolved_incident, f"{act}/"), follow=True)
        assert response.status_code == 200
        assert "not possible" in response.content.decode()


def test_a_plain_move_that_came_too_late_is_a_message(desk, resolved_incident):
    response = desk.post(page(resolved_incident, "start/"), follow=True)

    assert response.status_code == 200
    assert "not possible" in response.content.decode()


def test_waiting_and_going_on(desk, incident):
    expected = timezone.now() + timedelta(days=30)
    form = desk.get(page(incident, "pend/")).context["form"]
    sent = {
        "waiting_for": "supplier",
        "reason": "Part ordered.",
        "until": form["until"].value(),
        "expected_at": f"{expected:%Y-%m-%dT%H:%M}",
    }
    desk.post(page(incident, "pend/"), sent)
    incident.refresh_from_db()
    expected = expected.replace(second=0, microsecond=0)
    assert (incident.state, incident.expected_at) == ("pending_supplier", expected)

    desk.post(page(incident, "resume/"))
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS


def test_handing_over_to_somebody_of_a_team(desk, incident, team, team_lead):
    holder = f"{team.pk}-{team_lead.person.pk}"
    desk.post(page(incident, "assign/"), {"holder": holder, "reason": "Yours."})

    incident.refresh_from_db()
    assert (incident.team, incident.assignee) == (team, team_lead.person)


def test_taking_closing_and_reopening(desk, incident, agent):
    desk.post(page(incident, "take/"))
    desk.post(page(incident, "resolve/"), RESOLUTION)
    desk.post(page(incident, "close/"))
    incident.refresh_from_db()
    assert (incident.state, incident.assignee) == (State.CLOSED, agent.person)

    desk.post(page(incident, "reopen/"), {"reason": "Again."})
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS


def test_a_stale_save_shows_both_versions_and_keeps_the_draft(
    desk, incident, team_lead, noon
):
    seen = incident.version
    write_on_incident(
        number=incident.number,
        text="Me too.",
        visibility="internal",
        actor=team_lead,
        at=noon + timedelta(hours=1),
    )
    sent = {"title": "My title", "description": "Mine.", "version": seen}
    response = desk.post(page(incident, "edit/"), sent)

    shown = response.content.decode()
    assert response.status_code == 409
    assert "Mail does not arrive" in shown
    assert "My title" in shown
    assert "Me too." in shown
    again = {**sent, "version": response.context["incident"].version}
    assert desk.post(page(incident, "edit/"), again).status_code == 302


def test_overriding_the_priority_asks_why(desk, incident):
    sent = {
        "impact": "3",
        "urgency": "2",
        "priority": "1",
        "customer": incident.customer_id,
    }
    response = desk.post(page(incident, "classify/"), sent)
    assert "reason" in response.context["form"].errors

    desk.post(page(incident, "classify/"), {**sent, "reason": "Board."})
    incident.refresh_from_db()
    assert (incident.priority, incident.priority_reason) == (1, "Board.")


def test_replies_and_notes_are_kept_apart(desk, incident):
    desk.post(page(incident, "reply/"), {"text": "We look into it."})
    desk.post(page(incident, "note/"), {"text": "Odd one."})

    entries = Entry.objects.filter(record_id=incident.pk)
    assert list(entries.values_list("visibility", "text")) == [
        ("public", "We look into it."),
        ("internal", "Odd one."),
    ]


@pytest.mark.parametrize("text", ["", "   ", "x\0y", "x" * 20_001])
def test_an_entry_that_is_no_text_is_refused(desk, incident, text):
    response = desk.post(page(incident, "note/"), {"text": text})

    assert response.status_code == 422
    assert not Entry.objects.exists()


def test_nothing_is_written_on_a_cancelled_incident(desk, incident, agent):
    cancel_incident(
        number=incident.number, reason="Twice.", actor=agent, at=incident.opened_at
    )
    response = desk.post(page(incident, "note/"), {"text": "x"}, follow=True)

    assert "record is closed" in response.content.decode()


def test_only_who_may_enter_late_is_asked_when(client, agent, team_lead, incident):
    client.force_login(agent)
    assert "occurred_at" not in client.get(page(incident, "start/")).content.decode()

    client.force_login(team_lead)
    sent = {**RESOLUTION, "occurred_at": "2026-03-04T13:00"}
    client.post(page(incident, "resolve/"), sent)
    event = Event.objects.get(item=incident.item, name="incident.resolved")
    assert (event.occurred_at.hour, event.is_late) == (13, True)


def test_an_agent_cannot_choose_the_instant(desk, incident):
    sent = {**RESOLUTION, "occurred_at": "2026-03-04T13:00"}
    desk.post(page(incident, "resolve/"), sent)

    event = Event.objects.get(item=incident.item, name="incident.resolved")
    assert not event.is_late
