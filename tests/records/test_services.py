from datetime import timedelta

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.versions import StaleVersion
from incidents.models import Incident
from records.choices import Visibility
from records.models import PriorityMatrix, Record, SearchDocument
from records.services import (
    add_entry,
    change_priority_matrix,
    edit_record,
    lock_record,
    rate_record,
    reclassify_record,
    save_view,
    set_confidential,
)

pytestmark = pytest.mark.django_db


def locked(incident, actor):
    return lock_record(Incident.objects.visible_to(actor), number=incident.number)


def found(words, column):
    query = SearchQuery(words, config="simple")
    return SearchDocument.objects.filter(**{column: query}).exists()


def test_priority_follows_impact_and_urgency(incident, agent, noon):
    reclassify_record(
        locked(incident, agent), impact=1, urgency=1, actor=agent, at=noon
    )

    incident.refresh_from_db()
    assert incident.priority == 1
    event = Event.objects.get(item=incident.item, name="records.reclassified")
    assert event.changes["priority"] == [4, 1]


def test_overriding_the_priority_needs_a_reason(incident, agent, noon):
    with pytest.raises(ValidationError):
        reclassify_record(locked(incident, agent), priority=1, actor=agent, at=noon)

    reclassify_record(
        locked(incident, agent), priority=1, reason="Board.", actor=agent, at=noon
    )
    incident.refresh_from_db()
    assert (incident.priority, incident.priority_reason) == (1, "Board.")


def test_reclassifying_to_the_same_is_refused(incident, agent, noon):
    with pytest.raises(ValidationError):
        reclassify_record(locked(incident, agent), impact=3, actor=agent, at=noon)


def test_a_requester_does_not_reclassify(incident, requester, noon):
    with pytest.raises(PermissionDenied):
        reclassify_record(
            locked(incident, requester), impact=1, actor=requester, at=noon
        )


def test_customers_find_replies_but_never_notes(incident, agent, noon):
    add_entry(
        locked(incident, agent),
        text="visibleword",
        visibility=Visibility.PUBLIC,
        actor=agent,
        at=noon,
    )
    add_entry(
        locked(incident, agent),
        text="secretword",
        visibility=Visibility.INTERNAL,
        actor=agent,
        at=noon,
    )

    assert found("visibleword", "public")
    assert found("secretword", "internal")
    assert not found("secretword", "public")


def test_the_event_says_whether_the_desk_wrote(incident, requester, agent, noon):
    for actor in (requester, agent):
        add_entry(
            locked(incident, actor), text="x", visibility="public", actor=actor, at=noon
        )

    events = Event.objects.named("records.entry_added").order_by("id")
    assert [event.facts["by_desk"] for event in events] == [False, True]


def test_a_requester_writes_no_internal_note(incident, requester, noon):
    with pytest.raises(PermissionDenied):
        add_entry(
            locked(incident, requester),
            text="x",
            visibility="internal",
            actor=requester,
            at=noon,
        )


def test_an_auditor_writes_nothing(incident, auditor, noon):
    with pytest.raises(PermissionDenied):
        add_entry(
            locked(incident, auditor),
            text="x",
            visibility="public",
            actor=auditor,
            at=noon,
        )


def test_an_empty_reply_is_refused(incident, agent, noon):
    with pytest.raises(ValidationError):
        add_entry(
            locked(incident, agent),
            text="  ",
            visibility="public",
            actor=agent,
            at=noon,
        )


def test_only_the_requester_rates_and_once(resolved_incident, requester, agent, noon):
    with pytest.raises(PermissionDenied):
        rate_record(locked(resolved_incident, agent), score=5, actor=agent, at=noon)

    rate_record(locked(resolved_incident, requester), score=5, actor=requester, at=noon)
    with pytest.raises(TransitionNotAllowed):
        rate_record(
            locked(resolved_incident, requester), score=1, actor=requester, at=noon
        )


def test_a_score_out_of_range_is_refused(resolved_incident, requester, noon):
    with pytest.raises(ValidationError):
        rate_record(
            locked(resolved_incident, requester), score=6, actor=requester, at=noon
        )


def test_changing_the_matrix_leaves_old_records_alone(
    incident, service_level_manager, noon
):
    cells = {**PriorityMatrix.objects.get().cells, "3-2": 3}
    change_priority_matrix(
        cells=cells, actor=service_level_manager, at=noon + timedelta(1)
    )

    incident.refresh_from_db()
    assert incident.priority == 4
    assert PriorityMatrix.objects.count() == 2


def test_a_matrix_with_a_hole_is_refused(service_level_manager, noon):
    with pytest.raises(ValidationError):
        change_priority_matrix(cells={"1-1": 1}, actor=service_level_manager, at=noon)


def test_of_two_who_saw_the_same_matrix_one_saves(service_level_manager, noon):
    by = {"actor": service_level_manager, "at": noon}
    cells = PriorityMatrix.objects.get().cells
    change_priority_matrix(cells={**cells, "3-3": 1}, version=1, **by)

    with pytest.raises(StaleVersion):
        change_priority_matrix(cells={**cells, "3-3": 2}, version=1, **by)
    assert PriorityMatrix.objects.latest("version").priority(3, 3) == 1


def test_confidential_records_are_seen_by_the_team_and_the_auditor(
    incident, agent, auditor, representative, second_team, noon
):
    Record.objects.filter(pk=incident.pk).update(team=second_team)
    set_confidential(
        locked(incident, agent), is_confidential=True, actor=agent, at=noon
    )

    def visible(user):
        return Incident.objects.visible_to(user).filter(pk=incident.pk).exists()

    assert not visible(agent)
    assert not visible(representative)
    assert visible(auditor)


def test_editing_records_before_and_after(incident, agent, noon):
    edit_record(
        locked(incident, agent),
        title="New title",
        description="d",
        actor=agent,
        at=noon,
    )

    event = Event.objects.get(item=incident.item, name="records.edited")
    assert event.data.values["title"] == ["Mail does not arrive", "New title"]


def test_nobody_saves_a_view_for_somebody_else(agent, team_lead):
    with pytest.raises(PermissionDenied):
        save_view(
            owner=team_lead.person,
            list_name="queue",
            name="Mine",
            query="team=1",
            actor=agent,
        )
