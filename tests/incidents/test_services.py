from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from incidents.choices import IncidentState as State
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    close_incident,
    open_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    start_incident,
    take_incident,
)
from records.choices import Phase
from records.services import EarlierThanLastChange, StaleRecord
from tests.conftest import sign_up

pytestmark = pytest.mark.django_db


def resolve(incident, actor, at, **values):
    values = {"resolution": "Done.", "close_code": "solved", **values}
    return resolve_incident(number=incident.number, actor=actor, at=at, **values)


def test_opening_gives_a_number_a_priority_and_the_requesters_customer(
    incident, customer, noon
):
    assert incident.number.startswith("INC-")
    assert (incident.state, incident.phase) == (State.NEW, Phase.NEW)
    assert (incident.customer, incident.opened_at) == (customer, noon)
    assert incident.priority == 4


def test_opening_is_recorded_with_facts_and_personal_values(incident, agent):
    event = Event.objects.get(item=incident.item, name="records.opened")
    assert event.facts["priority"] == 4
    assert event.data.values["title"] == "Mail does not arrive"
    assert "Mail" not in str(event.facts)


def test_a_requester_reports_for_nobody_else(requester, representative, noon):
    with pytest.raises(PermissionDenied):
        open_incident(
            incident=Incident(title="x", requester=representative.person),
            actor=requester,
            at=noon,
        )


def test_an_auditor_opens_nothing(auditor, requester, noon):
    with pytest.raises(PermissionDenied):
        open_incident(
            incident=Incident(title="x", requester=requester.person),
            actor=auditor,
            at=noon,
        )


def test_resolving_moves_the_incident(incident, agent, noon):
    resolve(incident, agent, noon)

    incident.refresh_from_db()
    assert (incident.state, incident.resolved_at) == (State.RESOLVED, noon)


def test_resolving_a_new_incident_records_who_took_it(incident, agent, noon):
    resolve(incident, agent, noon)

    names = Event.objects.of(incident.pk).values_list("name", flat=True)
    assert list(names) == [
        "records.opened",
        "incident.opened",
        "records.held",
        "records.moved",
        "incident.resolved",
    ]
    holding = incident.holdings.get()
    assert (holding.person, holding.to_at) == (agent.person, noon)


def test_resolving_twice_is_refused(resolved_incident, agent, noon):
    with pytest.raises(TransitionNotAllowed):
        resolve(resolved_incident, agent, noon)


def test_resolving_without_a_resolution_changes_nothing(incident, agent, noon):
    with pytest.raises(ValidationError) as refused:
        resolve(incident, agent, noon, resolution=" ")

    assert "resolution" in refused.value.message_dict
    incident.refresh_from_db()
    assert (incident.state, incident.assignee) == (State.NEW, None)


@pytest.mark.parametrize("who", ["requester", "auditor", "service_level_manager"])
def test_only_the_desk_resolves(who, cast, incident, noon):
    with pytest.raises(PermissionDenied):
        resolve(incident, cast[who], noon)


def test_another_customer_does_not_see_it(incident, stranger, noon):
    with pytest.raises(Incident.DoesNotExist):
        resolve(incident, stranger, noon)


def test_taking_assigns_to_oneself_in_ones_team(incident, agent, team, noon):
    taken = take_incident(number=incident.number, actor=agent, at=noon)

    assert (taken.team, taken.assignee, taken.state) == (
        team,
        agent.person,
        State.ASSIGNED,
    )


def test_taking_twice_is_refused(incident, agent, noon):
    take_incident(number=incident.number, actor=agent, at=noon)

    with pytest.raises(ValidationError):
        take_incident(number=incident.number, actor=agent, at=noon)


def test_handing_over_keeps_who_held_it_how_long(
    incident, agent, second_team, team, noon
):
    take_incident(number=incident.number, actor=agent, at=noon)
    later = noon + timedelta(hours=2)
    assign_incident(
        number=incident.number, team=second_team, person=None, actor=agent, at=later
    )

    first, second = incident.holdings.all()
    assert (first.team, first.from_at, first.to_at) == (team, noon, later)
    assert (second.team, second.to_at) == (second_team, None)


def test_waiting_needs_a_reason_and_a_date_ahead(incident, agent, noon):
    with pytest.raises(ValidationError) as refused:
        pend_incident(
            number=incident.number,
            waiting_for="customer",
            reason="",
            expected_at=noon,
            actor=agent,
            at=noon,
        )
    assert set(refused.value.message_dict) == {"reason", "expected_at"}


def test_waiting_names_for_whom(incident, agent, noon):
    waiting = pend_incident(
        number=incident.number,
        waiting_for="customer",
        reason="Asked for a screenshot.",
        expected_at=noon + timedelta(days=1),
        actor=agent,
        at=noon,
    )
    assert (waiting.phase, waiting.waiting_for) == (Phase.WAITING, "customer")


def test_the_requester_reopens_within_the_period(resolved_incident, requester, noon):
    reopened = reopen_incident(
        number=resolved_incident.number, reason="Again.", actor=requester, at=noon
    )
    assert (reopened.state, reopened.reopen_count) == (State.IN_PROGRESS, 1)
    assert reopened.resolved_at is None


def test_reopening_too_late_is_refused(resolved_incident, requester, noon):
    with pytest.raises(TransitionNotAllowed):
        reopen_incident(
            number=resolved_incident.number,
            reason="Again.",
            actor=requester,
            at=noon + timedelta(days=31),
        )


def test_the_requester_confirms(resolved_incident, requester, noon):
    closed = close_incident(number=resolved_incident.number, actor=requester, at=noon)

    assert (closed.state, closed.closed_at) == (State.CLOSED, noon)


def test_a_representative_confirms_for_the_organisation_by_name(
    resolved_incident, representative, noon
):
    confirm = {"number": resolved_incident.number, "actor": representative, "at": noon}
    close_incident(**confirm)

    event = Event.objects.get(item=resolved_incident.item, name="incident.closed")
    assert event.actor == representative
    with pytest.raises(TransitionNotAllowed):
        close_incident(**confirm)


def test_a_representative_reopens_for_the_organisation_by_name(
    resolved_incident, representative, noon
):
    reopen = {"number": resolved_incident.number, "actor": representative, "at": noon}
    with pytest.raises(ValidationError):
        reopen_incident(reason=" ", **reopen)
    assert reopen_incident(reason="Again.", **reopen).phase == Phase.ACTIVE

    event = Event.objects.get(item=resolved_incident.item, name="incident.reopened")
    assert event.actor == representative


def test_a_colleague_without_that_role_neither_sees_nor_confirms(
    resolved_incident, customer, noon
):
    colleague = sign_up("Carl Colleague", customer, Role.USER)
    with pytest.raises(Incident.DoesNotExist):
        close_incident(number=resolved_incident.number, actor=colleague, at=noon)


def test_cancelling_makes_it_void(incident, agent, noon):
    cancelled = cancel_incident(
        number=incident.number, reason="Reported twice.", actor=agent, at=noon
    )
    assert cancelled.phase == Phase.VOID


def test_acting_before_the_last_change_is_refused(incident, agent, noon):
    start_incident(number=incident.number, actor=agent, at=noon + timedelta(hours=1))

    with pytest.raises(EarlierThanLastChange):
        resolve(incident, agent, noon)


def test_a_team_lead_may_enter_late(incident, agent, team_lead, noon):
    start_incident(number=incident.number, actor=agent, at=noon)
    pend_incident(
        number=incident.number,
        waiting_for="supplier",
        reason="Part ordered.",
        expected_at=noon + timedelta(days=3),
        actor=agent,
        at=noon + timedelta(hours=2),
    )
    resolved = resolve(incident, team_lead, noon + timedelta(hours=1))

    assert resolved.resolved_at == noon + timedelta(hours=1)


def test_saving_over_somebody_elses_change_is_refused(incident, agent, noon):
    seen = incident.version
    start_incident(number=incident.number, actor=agent, at=noon)

    with pytest.raises(StaleRecord):
        resolve(incident, agent, noon, version=seen)
