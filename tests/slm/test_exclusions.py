"""Asking that time does not count, and deciding it: who may, when, and only once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.services import deliver_outbox
from core.versions import StaleVersion
from notifications.models import Notification
from slm.models import BookEdition, Exclusion
from slm.permissions import decision_actions
from slm.services import (
    approve_exclusion,
    reject_exclusion,
    request_exclusion,
    retract_exclusion,
    withdraw_exclusion,
)
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def ask(actor, **values):
    usual = {"reason": "force_majeure", "text": "Flood.", "start": TEN}
    wanted = {**usual, "end": TEN + HOUR, **values}
    return request_exclusion(exclusion=Exclusion(**wanted), actor=actor, at=NOW)


def refused(actor, field, **values):
    with pytest.raises(ValidationError) as refusal:
        ask(actor, **values)
    assert not Exclusion.objects.filter(text="Flood.").exists()
    return refusal.value.message_dict[field][0]


def by(actor, **values):
    return {"actor": actor, "at": NOW, **values}


def test_a_request_is_stored_and_recorded(asked, agent, service):
    event = Event.objects.get(name="exclusion.requested")

    assert asked.number.startswith("EXC-")
    assert (asked.state, asked.requested_by) == ("requested", agent)
    assert event.changes["service"] == [None, service.pk]
    assert event.data.values["text"].startswith("The customer had")


def test_a_request_is_approved_by_another_and_turns_the_page(
    asked, service_level_manager
):
    edition = BookEdition.objects.get().edition
    approve_exclusion(number=asked.number, **by(service_level_manager))
    asked.refresh_from_db()

    assert (asked.state, asked.decided_by) == ("approved", service_level_manager)
    assert asked.effect["changed"] == 0
    assert BookEdition.objects.get().edition != edition
    event = Event.objects.get(name="exclusion.approved")
    assert event.changes["state"] == ["requested", "approved"]


@pytest.mark.parametrize("act", [approve_exclusion, reject_exclusion])
def test_nothing_is_decided_twice(asked, service_level_manager, act):
    reject_exclusion(number=asked.number, reason="No.", **by(service_level_manager))

    with pytest.raises(TransitionNotAllowed):
        act(number=asked.number, reason="x", **by(service_level_manager))


def test_what_was_approved_can_be_withdrawn_once_with_a_reason(
    approved, service_level_manager
):
    edition = BookEdition.objects.get().edition
    manager = by(service_level_manager)
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_exclusion(number=approved.number, reason=" ", **manager)
    withdraw_exclusion(number=approved.number, reason="It was us.", **manager)
    approved.refresh_from_db()

    assert (approved.state, approved.withdrawal_reason) == ("withdrawn", "It was us.")
    assert approved.decided_by == service_level_manager
    assert BookEdition.objects.get().edition != edition
    with pytest.raises(TransitionNotAllowed):
        withdraw_exclusion(number=approved.number, reason="x", **manager)


def test_who_asked_takes_it_back_before_it_is_decided(asked, agent, team_lead):
    with pytest.raises(PermissionDenied):
        retract_exclusion(number=asked.number, **by(team_lead))
    retract_exclusion(number=asked.number, **by(agent))

    assert Exclusion.objects.get().state == "withdrawn"
    with pytest.raises(TransitionNotAllowed):
        retract_exclusion(number=asked.number, **by(agent))


def test_nobody_decides_on_their_own_request(asked, agent, service_level_manager):
    agent.groups.add(*service_level_manager.groups.all())
    agent = type(agent).objects.get(pk=agent.pk)

    assert decision_actions(agent, asked) == ["retract", "count"]
    with pytest.raises(PermissionDenied):
        approve_exclusion(number=asked.number, **by(agent))
    with pytest.raises(DatabaseError), transaction.atomic():
        Exclusion.objects.update(state="approved", decided_by=agent, decided_at=NOW)


def test_only_the_named_roles_ask_and_decide(cast, asked, service):
    asking = {"agent", "team_lead", "service_level_manager"}
    for name, user in cast.items():
        if name in asking:
            ask(user, service=service)
            continue
        with pytest.raises(PermissionDenied):
            ask(user, service=service)
    for name, user in cast.items():
        may = decision_actions(user, asked)
        moves = {
            "agent": ["retract", "count"],
            "team_lead": ["count"],
            "service_level_manager": ["approve", "reject", "count"],
        }
        assert may == moves.get(name, [])


def test_customers_do_not_see_exclusions(asked, representative, stranger, auditor):
    for user in (representative, stranger):
        assert not Exclusion.objects.visible_to(user).exists()
        with pytest.raises(Exclusion.DoesNotExist):
            approve_exclusion(number=asked.number, **by(user))
    assert Exclusion.objects.visible_to(auditor).exists()


def test_what_was_decided_never_changes(approved):
    changes: list[dict[str, Any]] = [
        {"start": TEN},
        {"service": None, "customer": 1},
        {"reason": "maintenance"},
        {"decision_reason": "x"},
        {"effect": {}},
        {"state": "requested"},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Exclusion.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exclusion.objects.all().delete()


def test_a_span_that_is_none_is_refused(agent, service):
    def say(field, **values):
        return refused(agent, field, service=service, **values)

    assert say("end", end=TEN) == "It must end after it starts."
    assert "longer than a year" in say("end", start=TEN - 400 * DAY)
    assert "five years" in say("start", start=datetime(1, 1, 2, tzinfo=UTC))
    assert "Only maintenance" in say("end", end=NOW + HOUR)
    assert ask(agent, service=service, reason="maintenance", end=NOW + HOUR).pk


def test_a_scope_that_matches_nothing_is_refused(
    agent, agreement, incident, other_customer
):
    def say(field, **values):
        return refused(agent, field, **values)

    assert "Say what it is about" in say("__all__")
    for values in ({"agreement": agreement}, {"record": incident.record_ptr}):
        assert "match nothing" in say("customer", customer=other_customer, **values)


def test_time_excluded_already_is_refused_with_the_number(
    approved, agent, service, customer, service_level_manager
):
    within = {"start": approved.start + HOUR, "end": approved.end + HOUR}

    said = refused(agent, "start", service=service, **within)
    assert said.startswith(approved.number)
    # Another scope, or only touching it, is another matter.
    ask(agent, service=service, customer=customer, **within)
    ask(agent, service=service, start=approved.end, end=approved.end + HOUR)


def test_two_requests_for_the_same_are_not_both_approved(
    agent, service, service_level_manager
):
    first, second = [ask(agent, service=service) for _ in range(2)]
    approve_exclusion(number=first.number, **by(service_level_manager))

    with pytest.raises(ValidationError, match=first.number):
        approve_exclusion(number=second.number, **by(service_level_manager))


def test_nothing_is_decided_over_what_was_not_seen(asked, service_level_manager):
    with pytest.raises(StaleVersion):
        approve_exclusion(number=asked.number, version=9, **by(service_level_manager))


def test_those_who_decide_are_told_and_then_who_asked(
    asked, agent, service_level_manager
):
    deliver_outbox(at=datetime.now(UTC) + HOUR)
    told = Notification.objects.get(topic="exclusion.requested")
    assert told.recipient == service_level_manager
    approve_exclusion(number=asked.number, **by(service_level_manager))
    deliver_outbox(at=datetime.now(UTC) + 2 * HOUR)

    assert Notification.objects.get(topic="exclusion.decided").recipient == agent
