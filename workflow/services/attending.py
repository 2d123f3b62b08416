"""Who is invited to a meeting, for which party, on whose authority."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.models import User
from core.rows_told import RowsBefore
from workflow.models import Attendance, Meeting
from workflow.selectors import people_to_meet
from workflow.services.loading import meeting_for


@transaction.atomic
def invite_person(
    *, number: str, person: Person, authority: str = "", actor: User, at: datetime
) -> Attendance:
    """
    Invite somebody to a meeting; they come for the organisation they belong to.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises TransitionNotAllowed: if it is over
    :raises ValidationError: if they are invited already, or belong to neither party
    """
    meeting = meeting_for("invite", number, actor)
    return invite(meeting, person, authority, actor=actor, at=at)


@transaction.atomic
def uninvite_person(*, number: str, person_id: int, actor: User, at: datetime) -> None:
    """
    Take an invitation back; raises as `invite_person`.

    :raises Attendance.DoesNotExist: if they are not invited
    :raises TransitionNotAllowed: if the meeting was held already
    """
    meeting = meeting_for("edit", number, actor)
    attendance = RowsBefore("attendance", meeting.attendance.filter(person=person_id))
    meeting.attendance.get(person=person_id).delete()
    facts = {"person": person_id, **attendance.facts()}
    record_event(
        "meeting.uninvited", item=meeting.item, actor=actor, at=at, facts=facts
    )


def invite(
    meeting: Meeting, person: Person, authority: str, *, actor: User, at: datetime
) -> Attendance:
    """Add somebody to a locked meeting; raises as `invite_person`."""
    if not people_to_meet(meeting).filter(pk=person.pk).exists():
        message = _("Choose somebody of the provider or of the other party.")
        raise ValidationError({"person": message})
    invited = Attendance(
        meeting=meeting,
        person=person,
        party=person.organisation,
        authority=authority.strip(),
        invited_at=at,
    )
    # Somebody who joins a meeting that was held has come to it.
    invited.has_attended = None if meeting.is_coming else True
    invited.full_clean()
    attendance = RowsBefore("attendance", meeting.attendance.filter(person=person))
    invited.save(force_insert=True)
    record_event(
        "meeting.invited",
        item=meeting.item,
        actor=actor,
        at=at,
        facts={
            "person": person.pk,
            "party": invited.party_id,
            **attendance.facts(),
        },
        personal={"authority": invited.authority} if invited.authority else None,
    )
    return invited
