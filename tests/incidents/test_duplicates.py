from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    mark_duplicate,
    open_incident,
    set_incident_confidential,
)
from records.choices import Phase
from workflow.models import Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def original(requester, service, agent, noon):
    return open_incident(
        incident=Incident(title="The first", requester=requester.person),
        actor=agent,
        at=noon,
    )


def mark(incident, original, actor, at):
    return mark_duplicate(
        number=incident.number, of=original.number, actor=actor, at=at
    )


def test_a_duplicate_is_void_and_linked_to_the_original(
    incident, original, agent, noon
):
    marked = mark(incident, original, agent, noon)

    assert marked.phase == Phase.VOID
    link = Link.objects.get()
    assert (link.source, link.kind) == (incident.item, "duplicate_of")
    assert link.target == original.item


def test_marking_is_recorded_with_the_original(incident, original, agent, noon):
    mark(incident, original, agent, noon)

    event = Event.objects.get(name="incident.marked_duplicate")
    assert event.facts == {"of": original.number}
    assert Event.objects.named("incident.cancelled").count() == 1
    linked = Event.objects.named("link.added").values_list("item", flat=True)
    assert set(linked) == {incident.pk, original.pk}


def test_marking_twice_is_refused(incident, original, agent, noon):
    mark(incident, original, agent, noon)

    with pytest.raises(TransitionNotAllowed):
        mark(incident, original, agent, noon)


def test_a_resolved_incident_is_no_duplicate(resolved_incident, original, agent, noon):
    with pytest.raises(TransitionNotAllowed):
        mark(resolved_incident, original, agent, noon + timedelta(hours=1))


@pytest.mark.parametrize("who", ["requester", "auditor", "service_level_manager"])
def test_only_the_desk_marks(incident, original, cast, who, noon):
    with pytest.raises(PermissionDenied):
        mark(incident, original, cast[who], noon)


def test_another_customer_does_not_see_it(incident, original, stranger, noon):
    with pytest.raises(Incident.DoesNotExist):
        mark(incident, original, stranger, noon)


def test_neither_itself_nor_what_was_cancelled_is_an_original(
    incident, original, agent, noon
):
    cancel_incident(number=original.number, reason="x", actor=agent, at=noon)

    for other in (incident, original):
        with pytest.raises(ValidationError):
            mark(incident, other, agent, noon)
    incident.refresh_from_db()
    assert incident.phase == Phase.NEW
    assert not Link.objects.exists()


def test_both_pages_tell_of_the_link_but_name_nothing_hidden(
    client, incident, original, agent, team_lead, noon
):
    mark(incident, original, agent, noon)
    said = f"{incident.number} is a duplicate of {original.number}"
    client.force_login(team_lead)
    for one in (incident, original):
        assert said in client.get(f"/desk/incidents/{one.number}/").text

    set_incident_confidential(
        number=original.number, is_confidential=True, actor=agent, at=noon
    )
    page = client.get(f"/desk/incidents/{incident.number}/").text
    assert original.number not in page
    assert "linked it to something that you may not see" in page
