"""Outages: reported, ended, confirmed, disputed, corrected, each recorded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.periods import month
from core.versions import StaleVersion
from incidents.services import set_incident_confidential
from slm.evidence_availability import losses_investigated
from slm.filters.outages import OutageFilter
from slm.models import Outage
from slm.services import (
    OutageTerms,
    change_outage,
    confirm_outage,
    dispute_outage,
    end_outage,
    report_outage,
    withdraw_outage,
)
from tests.slm.acts import HOUR, TEN, resolve, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.fixture
def terms(service):
    return OutageTerms(service=service, start=TEN, text="No mail.", users=40)


@pytest.fixture
def open_outage(terms, agent):
    return report_outage(terms=terms, actor=agent, at=NOW)


@pytest.fixture
def ended(open_outage, agent):
    return end_outage(number=open_outage.number, end=TEN + HOUR, actor=agent, at=NOW)


def test_a_record_behind_it_that_is_hidden_is_not_named(
    incident, terms, agent, auditor, service_level_manager
):
    made = report_outage(terms=terms, record=incident, actor=agent, at=NOW)
    resolve(incident, agent, TEN + HOUR)
    hide = {"number": incident.number, "is_confidential": True}
    set_incident_confidential(**hide, actor=agent, at=NOW)

    def found(user):
        asked = SimpleNamespace(user=user)
        query = {"text": incident.number}
        return list(OutageFilter(query, Outage.objects.all(), request=asked).qs)

    assert found(service_level_manager) == []
    assert found(auditor) == [made]
    told = (
        (service_level_manager, "A confidential record"),
        (auditor, incident.number),
    )
    march = month(TEN.date().replace(day=1))
    for reader, words in told:
        (row,) = losses_investigated(march, reader).rows
        assert dict(row.facts)["Record"] == words


def test_an_outage_is_reported_and_recorded(open_outage, service):
    assert open_outage.number.startswith("OUT-")
    event = Event.objects.get(name="outage.reported")

    assert (open_outage.state, event.item_id) == ("open", open_outage.pk)
    assert event.changes["service"] == [None, service.pk]
    assert event.data.values["text"] == ["", "No mail."]


def test_ending_confirming_and_disputing_are_recorded(
    ended, service_level_manager, representative
):
    who = {"number": ended.number, "at": NOW}
    confirm_outage(actor=service_level_manager, **who)
    dispute_outage(reason="It took longer.", actor=representative, **who)
    settled = confirm_outage(reason="Log.", actor=service_level_manager, **who)

    names = Event.objects.of(ended.pk).values_list("name", flat=True)
    assert (settled.state, settled.dispute) == ("confirmed", "It took longer.")
    assert list(names) == [
        f"outage.{done}"
        for done in ("reported", "ended", "confirmed", "disputed", "confirmed")
    ]


def test_a_correction_keeps_what_was_said_and_asks_to_be_confirmed(
    ended, terms, service_level_manager
):
    who = {"number": ended.number, "actor": service_level_manager, "at": NOW}
    confirm_outage(**who)
    said = replace(OutageTerms.of(ended), end=TEN + 2 * HOUR, text="No mail at all.")
    with pytest.raises(ValidationError):
        change_outage(terms=said, **who)
    corrected = change_outage(terms=said, reason="Monitoring says so.", **who)

    event = Event.objects.get(name="outage.corrected")
    assert corrected.state == "ended"
    assert set(event.changes) == {"end", "state"}
    assert event.data.values["reason"] == "Monitoring says so."


def test_while_it_is_open_anybody_at_the_desk_adds_to_it(open_outage, terms, agent):
    change_outage(
        number=open_outage.number, terms=replace(terms, users=90), actor=agent, at=NOW
    )
    assert Event.objects.get(name="outage.amended").changes == {"users": [40, 90]}


def test_nobody_acts_beyond_their_part(ended, terms, cast, agent):
    who = {"number": ended.number, "at": NOW}
    for role in ("auditor", "requester", "representative"):
        with pytest.raises(PermissionDenied):
            report_outage(terms=terms, actor=cast[role], at=NOW)
    with pytest.raises(PermissionDenied):
        confirm_outage(actor=agent, **who)
    with pytest.raises(PermissionDenied):
        dispute_outage(reason="x", actor=agent, **who)
    with pytest.raises(PermissionDenied):
        change_outage(terms=terms, reason="x", actor=agent, **who)
    with pytest.raises(Outage.DoesNotExist):
        dispute_outage(reason="x", actor=cast["stranger"], **who)


def test_twice_and_out_of_turn_is_refused(ended, agent, service_level_manager):
    who = {"number": ended.number, "at": NOW}
    with pytest.raises(TransitionNotAllowed):
        end_outage(end=TEN + HOUR, actor=agent, **who)
    with pytest.raises(StaleVersion):
        confirm_outage(actor=service_level_manager, version=1, **who)
    withdraw_outage(reason="A test.", actor=service_level_manager, **who)
    for act in (confirm_outage, withdraw_outage):
        with pytest.raises(TransitionNotAllowed):
            act(reason="x", actor=service_level_manager, **who)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": NOW + timedelta(days=1)},
        {"end": TEN},
        {"end": NOW + timedelta(days=1)},
        {"start": TEN - timedelta(days=3000)},
        {"end": TEN + HOUR, "detected_at": TEN - HOUR},
        {"detected_at": TEN + HOUR, "responded_at": TEN},
        {"is_planned": True},
        {"is_planned": True, "end": TEN + HOUR},
        {"loss": "none"},
        {"loss": "half"},
        {"users": -1},
        {"text": ""},
    ],
)
def test_what_cannot_be_is_refused(wrong, terms, agent):
    with pytest.raises(ValidationError):
        report_outage(terms=replace(terms, **wrong), actor=agent, at=NOW)
    assert not Outage.objects.exists()


def test_planned_is_what_was_announced_and_no_more(terms, service_level_manager):
    window = replace(
        terms, start=NOW + HOUR, end=NOW + 2 * HOUR, is_planned=True, users=None
    )
    who = {"actor": service_level_manager, "at": NOW}
    planned = report_outage(terms=window, **who)
    change = {"number": planned.number, "reason": "Moved.", **who}
    change_outage(terms=replace(window, end=NOW + 3 * HOUR), **change)

    late = {**change, "at": NOW + 4 * HOUR}
    longer = replace(window, end=NOW + 4 * HOUR)
    with pytest.raises(ValidationError):
        change_outage(terms=longer, **late)
    change_outage(terms=window, **late)


def test_another_loss_than_was_announced_is_not_planned(
    terms, other_customer, service_level_manager
):
    announced = {"is_planned": True, "users": None, "component": "Disks"}
    window = replace(terms, start=NOW + HOUR, end=NOW + 2 * HOUR, **announced)
    by = {"actor": service_level_manager}
    light = replace(window, loss="partial")
    planned = report_outage(terms=light, **by, at=NOW)
    late = {"number": planned.number, "reason": "x", **by, "at": NOW + 4 * HOUR}
    for other in (
        window,
        replace(light, component=""),
        replace(light, customer=other_customer),
    ):
        with pytest.raises(ValidationError, match="announced"):
            change_outage(terms=other, **late)
    change_outage(terms=replace(window, is_planned=False), **late)
    planned.refresh_from_db()
    assert (planned.loss, planned.is_planned) == ("full", False)


def test_what_a_system_reports_again_is_the_same(terms, agent, team_lead):
    who = {"terms": terms, "source": "monitoring", "reference": "A-1", "at": NOW}
    first = report_outage(actor=agent, **who)

    assert report_outage(actor=agent, **who).pk == first.pk
    assert report_outage(actor=team_lead, **who).pk != first.pk
    assert Event.objects.filter(name="outage.reported").count() == 2


def test_one_of_an_incident_takes_its_course_over(terms, incident, agent):
    write(incident, agent, TEN + HOUR / 4)
    resolve(incident, agent, TEN + HOUR)
    incident.refresh_from_db()
    made = report_outage(
        terms=replace(terms, end=TEN + HOUR),
        source="record",
        record=incident.record_ptr,
        actor=agent,
        at=NOW,
    )

    assert made.detected_at == TEN
    assert made.responded_at == TEN + HOUR / 4
    assert made.repaired_at == TEN + HOUR


def test_who_sees_it(ended, cast, service_level_manager):
    def seeing():
        return {
            role
            for role, user in cast.items()
            if Outage.objects.visible_to(user).exists()
        }

    staff = cast.keys() - {
        *("requester", "representative", "stranger", "supplier_representative")
    }
    assert seeing() == {*staff, "requester", "representative"}
    withdraw_outage(
        number=ended.number, reason="x", actor=service_level_manager, at=NOW
    )
    assert seeing() == staff
