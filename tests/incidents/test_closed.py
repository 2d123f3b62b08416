"""A closed record is read-only: only reopening, rating, links and watching remain."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.models import IncidentRules
from incidents.services import (
    classify_incident,
    close_incident,
    edit_incident,
    rate_incident,
    reopen_incident,
    resolve_incident,
    set_incident_confidential,
)
from tests.api.conftest import assert_problem, program
from tests.incidents.desk import make_incidents
from workflow.services import (
    add_attachment,
    add_link,
    remove_attachment,
    tag_item,
    untag_item,
    watch_item,
)

__all__ = ["program"]
pytestmark = pytest.mark.django_db
NOTHING = "Nothing can be changed"


@pytest.fixture
def attachment(incident, agent, noon, files):
    return add_attachment(
        number=incident.number,
        name="log.txt",
        content=ContentFile(b"plain words", name="log.txt"),
        visibility="public",
        actor=agent,
        at=noon,
    )


@pytest.fixture
def closed(incident, attachment, agent, noon):
    """The incident with a tag and a file, resolved and closed."""
    doing = {"number": incident.number, "actor": agent, "at": noon}
    tag_item(name="mail", **doing)
    resolve_incident(resolution="x", close_code="solved", **doing)
    return close_incident(**doing)


@pytest.fixture
def changes(customer, other_customer, attachment, closed, agent, noon):
    """Everything that would change a record."""
    by = {"actor": agent, "at": noon}
    on = {"number": closed.number, **by}
    return [
        lambda: classify_incident(impact=1, urgency=1, reason="x", **on),
        lambda: classify_incident(customer=other_customer, **on),
        lambda: edit_incident(title="Other", description="Other", **on),
        lambda: tag_item(name="other", **on),
        lambda: untag_item(name="mail", **on),
        lambda: remove_attachment(attachment_id=attachment.pk, **by),
    ]


def test_what_is_closed_is_changed_by_nobody(closed, changes):
    closed.refresh_from_db()
    events, version = Event.objects.count(), closed.version
    for change in changes:
        with pytest.raises(TransitionNotAllowed, match=NOTHING):
            change()

    closed.refresh_from_db()
    assert (Event.objects.count(), closed.version) == (events, version)


def test_what_is_closed_is_still_linked_watched_rated_hidden_and_reopened(
    closed, requester, agent, noon
):
    (other,) = make_incidents(1, requester, agent, noon)
    on = {"number": closed.number, "at": noon}
    add_link(kind="related", other=other.number, actor=agent, **on)
    watch_item(actor=agent, **on)
    rate_incident(score=4, actor=requester, **on)
    set_incident_confidential(is_confidential=True, actor=agent, **on)
    opened = reopen_incident(reason="Again.", actor=requester, **on)

    assert opened.is_open
    edit_incident(title="Other", description="", **on, actor=agent)


def test_the_desk_offers_no_change_of_what_is_closed(client, closed, agent):
    client.force_login(agent)
    page = f"/desk/incidents/{closed.number}/"
    shown = client.get(page).content.decode()
    for link in ("/edit/", "/classify/", "/tags/", "/note/", "/remove/"):
        assert link not in shown

    for act in ("edit", "classify", "assign", "take"):
        told = client.get(f"{page}{act}/", follow=True).content.decode()
        assert "not possible: the incident is “Closed”" in told
    sent = {"title": "Other", "description": "", "version": closed.version}
    refused = client.post(f"{page}edit/", sent)
    assert (refused.status_code, NOTHING in refused.text) == (422, True)


def test_the_api_offers_no_change_of_what_is_closed(program, closed, agent):
    desk = program(agent)
    path, item = f"incidents/{closed.number}/", f"items/{closed.number}/"

    closed.refresh_from_db()
    offered = desk.get(path).json()["available_actions"]
    assert "reclassify" not in offered
    assert "tag" not in desk.get(item).json()["available_actions"]
    (file,) = desk.get(f"{item}attachments/").json()["results"]
    assert file["available_actions"] == []
    assert_problem(desk.post(f"{path}reclassify/", {"impact": 1}), 409)
    assert_problem(desk.post(f"{item}tags/", {"name": "other"}), 409)


@pytest.mark.parametrize(("days", "is_offered"), [(29, True), (31, False)])
def test_reopening_is_offered_only_within_its_period(
    program, client, incident, agent, noon, days, is_offered
):
    at = timezone.now() - timedelta(days=days)
    type(incident).objects.filter(pk=incident.pk).update(opened_at=at, updated_at=at)
    number = incident.number
    resolve_incident(
        number=number, resolution="x", close_code="solved", actor=agent, at=at
    )

    path = f"incidents/{number}/"
    offered = program(agent).get(path).json()["available_actions"]
    assert ("reopen" in offered) == is_offered
    client.force_login(agent)
    shown = client.get(f"/desk/{path}").text
    assert (f"/desk/{path}reopen/" in shown) == is_offered
    asked = client.get(f"/desk/{path}reopen/")
    assert asked.status_code == (200 if is_offered else 302)
    answer = program(agent).post(f"{path}reopen/", {"reason": "Again."})
    assert answer.status_code == (200 if is_offered else 409)


def test_the_last_day_of_the_period_is_the_rules(resolved_incident, noon):
    rules = IncidentRules(reopening_days=2)
    end = noon + timedelta(days=2)
    assert rules.still_reopens(resolved_incident, end)
    assert not rules.still_reopens(resolved_incident, end + timedelta(seconds=1))
