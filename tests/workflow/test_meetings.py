"""Meeting: planned, called, held, minuted; who may, who sees it, and only once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.services import deliver_outbox
from core.versions import StaleVersion
from notifications.models import Notification
from tests.workflow.conftest import DAY, HOUR, a_meeting
from workflow.models import Meeting
from workflow.permissions import meeting_actions
from workflow.selectors import punctuality
from workflow.services import (
    add_point,
    approve_minutes,
    call_meeting,
    cancel_meeting,
    change_meeting,
    decide_at_meeting,
    hold_meeting,
    invite_person,
    make_agenda,
    plan_meeting,
    send_what_is_due,
    settle_point,
    uninvite_person,
    write_minutes,
)

pytestmark = pytest.mark.django_db


def test_a_plan_is_stored_with_its_people_and_recorded(planned, customer):
    event = Event.objects.get(name="meeting.planned")

    assert planned.number.startswith("MTG-")
    assert (planned.state, planned.first_starts_at) == ("planned", planned.starts_at)
    assert event.changes["organisation"] == [None, customer.pk]
    assert planned.attendance.count() == 2


def test_what_does_not_lie_ahead_or_ends_before_it_starts_is_not_planned(
    customer, service_level_manager, noon
):
    for values in (
        {"starts_at": noon},
        {"ends_at": noon + DAY},
        {"starts_at": noon + 1900 * DAY, "ends_at": noon + 1900 * DAY + HOUR},
        {"ends_at": noon.replace(year=9999)},
    ):
        meeting = a_meeting(customer, noon, **values)
        with pytest.raises(ValidationError):
            plan_meeting(meeting=meeting, actor=service_level_manager, at=noon)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("who", ["agent", "team_lead", "auditor", "representative"])
def test_others_plan_and_call_no_meeting(who, cast, planned, customer, noon):
    with pytest.raises(PermissionDenied):
        plan_meeting(meeting=a_meeting(customer, noon), actor=cast[who], at=noon)
    with pytest.raises((PermissionDenied, Meeting.DoesNotExist)):
        call_meeting(number=planned.number, actor=cast[who], at=noon)
    assert meeting_actions(cast[who], planned) == []


def test_customers_see_a_meeting_once_it_is_called(
    planned, representative, requester, stranger, service_level_manager, noon
):
    seen = Meeting.objects.visible_to
    assert not seen(representative).exists()
    call_meeting(number=planned.number, actor=service_level_manager, at=noon)

    assert seen(representative).get() == planned
    assert not seen(requester).exists()
    assert not seen(stranger).exists()


def test_who_is_invited_sees_it_whatever_their_role(called, requester, noon, cast):
    invite_person(
        number=called.number,
        person=requester.person,
        authority="For the works council",
        actor=cast["service_level_manager"],
        at=noon + 2 * DAY,
    )

    assert Meeting.objects.visible_to(requester).get() == called


def test_the_notice_reaches_everybody_invited(called, representative):
    deliver_outbox(at=timezone.now())

    told = Notification.objects.get(recipient=representative)
    assert called.number in told.subject
    assert Event.objects.get(name="meeting.called").item == called.item


def test_a_second_notice_is_refused(called, service_level_manager, noon):
    with pytest.raises(TransitionNotAllowed):
        call_meeting(number=called.number, actor=service_level_manager, at=noon)


def test_notice_leaves_seven_days_before_and_once(planned, service_level_manager):
    due = planned.starts_at - 7 * DAY
    by = {"actor": service_level_manager}

    assert send_what_is_due(**by, at=due - HOUR) == 0
    assert send_what_is_due(**by, at=due) == 1
    assert send_what_is_due(**by, at=due + HOUR) == 0


def test_nobody_from_elsewhere_is_invited(called, stranger, service_level_manager):
    with pytest.raises(ValidationError):
        invite_person(
            number=called.number,
            person=stranger.person,
            actor=service_level_manager,
            at=called.called_at,
        )


def test_an_invitation_is_taken_back(called, representative, service_level_manager):
    uninvite_person(
        number=called.number,
        person_id=representative.person.pk,
        actor=service_level_manager,
        at=called.called_at,
    )

    assert called.attendance.count() == 1
    assert Event.objects.filter(name="meeting.uninvited").exists()


def test_who_came_is_kept(held, representative, service_level_manager):
    came = dict(held.attendance.values_list("person", "has_attended"))

    assert came == {
        representative.person.pk: True,
        service_level_manager.person.pk: False,
    }
    assert Event.objects.get(name="meeting.held").facts["attended"]


def test_what_nobody_came_to_was_not_held(called, service_level_manager):
    with pytest.raises(ValidationError):
        hold_meeting(
            number=called.number, actor=service_level_manager, at=called.ends_at
        )


def test_a_meeting_that_lies_ahead_was_not_held(called, representative, cast):
    with pytest.raises(ValidationError):
        hold_meeting(
            number=called.number,
            held_at=called.starts_at,
            attended=[representative.person.pk],
            actor=cast["service_level_manager"],
            at=called.starts_at - HOUR,
        )


def test_minutes_are_approved_and_stay(minuted, service_level_manager):
    assert minuted.state == "minuted"
    with pytest.raises(TransitionNotAllowed):
        write_minutes(
            number=minuted.number,
            minutes="Other.",
            actor=service_level_manager,
            at=minuted.minuted_at,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Meeting.objects.filter(pk=minuted.pk).update(minutes="Other.")


def test_without_minutes_nothing_is_approved(held, service_level_manager):
    with pytest.raises(ValidationError):
        approve_minutes(
            number=held.number, actor=service_level_manager, at=held.ends_at
        )


def test_a_meeting_is_cancelled_with_a_reason_and_only_once(
    called, representative, service_level_manager, noon
):
    by = {"number": called.number, "actor": service_level_manager}
    with pytest.raises(ValidationError):
        cancel_meeting(reason=" ", **by, at=noon + 2 * DAY)
    cancel_meeting(reason="Strike.", **by, at=noon + 2 * DAY)
    with pytest.raises(TransitionNotAllowed):
        cancel_meeting(reason="Strike.", **by, at=noon + 2 * DAY)
    deliver_outbox(at=timezone.now())

    assert Notification.objects.filter(recipient=representative).count() == 2


def test_a_moved_meeting_keeps_when_it_was_planned_first(
    called, service_level_manager, noon
):
    later = {"starts_at": called.starts_at + DAY, "ends_at": called.ends_at + DAY}
    moved = change_meeting(
        number=called.number, values=later, actor=service_level_manager, at=noon
    )

    assert moved.first_starts_at == called.starts_at
    event = Event.objects.get(name="meeting.changed")
    assert event.changes["starts_at"][0].startswith("2026-03-18T12:00")


def test_no_meeting_is_moved_to_the_end_of_time(planned, service_level_manager, noon):
    by = {"number": planned.number, "actor": service_level_manager, "at": noon}
    far = noon.replace(year=9999)
    for values in ({"starts_at": far, "ends_at": far + HOUR}, {"ends_at": far}):
        with pytest.raises(ValidationError):
            change_meeting(values=values, **by)
    assert Meeting.objects.get().ends_at == planned.ends_at


def test_a_stale_change_is_refused(called, service_level_manager, noon):
    with pytest.raises(StaleVersion):
        change_meeting(
            number=called.number,
            values={"place": "Hall"},
            version=1,
            actor=service_level_manager,
            at=noon,
        )


def test_a_point_of_ones_own_outlives_a_new_agenda(called, service_level_manager, noon):
    by = {"number": called.number, "actor": service_level_manager, "at": noon}
    point = add_point(title="New office", **by)
    make_agenda(**by)
    settle_point(point_id=point.pk, outcome="Moves in May.", **by)

    point = called.agenda.get(source="")
    assert (point.outcome, point.is_settled) == ("Moves in May.", True)
    assert Event.objects.get(name="meeting.point_settled").facts["point"] == point.pk


def test_what_was_decided_is_kept_with_who_decided(
    held, representative, service_level_manager
):
    by = {"number": held.number, "actor": service_level_manager, "at": held.ends_at}
    decide_at_meeting(text="Longer hours.", decided_by=representative.person, **by)
    with pytest.raises(ValidationError):
        decide_at_meeting(text="No.", decided_by=service_level_manager.person, **by)

    assert held.decisions.get().decided_by == representative.person
    assert Event.objects.filter(name="meeting.decided").count() == 1


def test_nothing_is_decided_before_or_long_after(called, service_level_manager, noon):
    with pytest.raises(TransitionNotAllowed):
        decide_at_meeting(
            number=called.number, text="x", actor=service_level_manager, at=noon
        )


def test_punctuality_is_measured(minuted, noon):
    known = {check.key: check.is_in_time for check in punctuality(minuted, at=noon)}

    assert known == {"held": True, "notice": True, "papers": None, "minutes": True}


def test_what_was_late_is_late(planned, representative, service_level_manager):
    by = {"number": planned.number, "actor": service_level_manager}
    call_meeting(**by, at=planned.starts_at - DAY)
    held_at = planned.starts_at + 2 * DAY
    came = [representative.person.pk]
    hold_meeting(**by, held_at=held_at, attended=came, at=held_at)
    planned.refresh_from_db()
    after = planned.starts_at + 60 * DAY

    known = {check.key: check.is_in_time for check in punctuality(planned, at=after)}
    assert known == {"held": False, "notice": False, "papers": None, "minutes": False}


def test_a_meeting_held_without_notice_is_known_to_whom_it_concerns(
    planned, representative, stranger, service_level_manager
):
    assert not Meeting.objects.visible_to(representative).exists()
    hold_meeting(
        number=planned.number,
        held_at=planned.starts_at,
        attended=[representative.person.pk],
        actor=service_level_manager,
        at=planned.starts_at,
    )
    assert Meeting.objects.visible_to(representative).get() == planned
    assert not Meeting.objects.visible_to(stranger).exists()
