"""Planning a meeting, calling it, noting that it was held, approving its minutes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.lifecycle import Transition
from core.models import User
from core.numbers import new_item
from core.rows_told import RowsBefore
from core.versions import set_values
from workflow.choices import MeetingState
from workflow.lifecycle import MEETING
from workflow.models import Meeting
from workflow.permissions import may_run
from workflow.selectors import hindrances_to, people_to_meet
from workflow.services.agenda import sync_agenda
from workflow.services.attending import invite
from workflow.services.loading import lock_meeting, meeting_for
from workflow.services.papers import sync_papers
from workflow.services.storing import save_meeting

# What can be changed of a meeting that has not been held.
PLAN = (
    "title",
    "chair",
    "starts_at",
    "ends_at",
    "place",
    "notice_days",
    "papers_days",
    "minutes_days",
)
# Both are asked for on screens by people who mistype a year.
FARTHEST, LONGEST = timedelta(days=5 * 366), timedelta(days=1)
PAST = {"call": "called", "hold": "held", "approve": "minuted", "cancel": "cancelled"}


@transaction.atomic
def plan_meeting(
    *, meeting: Meeting, people: Iterable[Person] = (), actor: User, at: datetime
) -> Meeting:
    """
    Plan a meeting and make its agenda; `meeting` is not stored yet.

    :raises PermissionDenied: if the actor may not hold meetings of this kind
    :raises ValidationError: if a value is wrong, or it does not lie ahead
    """
    if not may_run(actor, meeting):
        raise PermissionDenied
    meeting.state, meeting.first_starts_at = MeetingState.PLANNED, meeting.starts_at
    meeting.planned_by, meeting.planned_at = actor, at
    _check_plan(meeting, at)
    meeting.full_clean(exclude=["item"])
    meeting.item = new_item("meeting")
    meeting.save(force_insert=True)
    names = ("kind", "starts_at", "ends_at", "due_on", "covers_from", "covers_until")
    keys = ("about_id", "organisation_id", "chair_id")
    record_event(
        "meeting.planned",
        item=meeting.item,
        actor=actor,
        at=at,
        changes={
            name.removesuffix("_id"): [None, getattr(meeting, name)]
            for name in (*names, *keys)
            if getattr(meeting, name) is not None
        },
        personal={"title": meeting.title, "place": meeting.place},
    )
    chair = [meeting.chair] if meeting.chair else []
    for person in dict.fromkeys([*chair, *people]):
        invite(meeting, person, "", actor=actor, at=at)
    prepare(meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    number: str,
    values: Mapping[str, Any],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Meeting:
    """
    Change when, where or by whom a meeting is to be held.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises TransitionNotAllowed: if it is over
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if a value is wrong, or nothing changes
    """
    meeting = meeting_for("edit", number, actor, version)
    # By when it is due is said by what had it planned, never on a form.
    unknown = set(values) - {*PLAN, "due_on"}
    if unknown:
        raise ValidationError(_("This cannot be changed: %s.") % ", ".join(unknown))
    changed = set_values(meeting, values)
    if "starts_at" in changed:
        _check_plan(meeting, at)
    elif "ends_at" in changed:
        _check_end(meeting)
    save_meeting(meeting, "meeting.changed", changed, actor=actor, at=at)
    return meeting


@transaction.atomic
def call_meeting(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Meeting:
    """
    Send the notice: everybody invited, and the other party, see the meeting.

    Raises as `change_meeting`.

    :raises ValidationError: if nobody is invited, or it is past
    """
    meeting, step = _begin("call", number, actor, version)
    if not meeting.attendance.exists():
        raise ValidationError(_("Nobody is invited yet."))
    if meeting.ends_at <= at:
        raise ValidationError(_("Its time has passed: choose another first."))
    prepare(meeting, actor=actor, at=at)
    _move(meeting, step, {"called_at": at}, actor=actor, at=at)
    return meeting


@transaction.atomic
def hold_meeting(
    *,
    number: str,
    held_at: datetime | None = None,
    attended: Collection[int] = (),
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Meeting:
    """
    Note that a meeting was held, and who came: the ids of those people.

    Raises as `change_meeting`.

    :raises ValidationError: if nobody came, it lies ahead, or something hinders it
    """
    meeting, step = _begin("hold", number, actor, version)
    held = held_at or at
    if held > at:
        raise ValidationError({"held_at": _("This lies ahead.")})
    if hindrances := hindrances_to(meeting):
        raise ValidationError(hindrances)
    prepare(meeting, actor=actor, at=at)
    attendance = RowsBefore("attendance", meeting.attendance.all())
    facts = {"attended": _note_attendance(meeting, attended), **attendance.facts()}
    _move(meeting, step, {"held_at": held}, actor=actor, at=at, facts=facts)
    return meeting


@transaction.atomic
def write_minutes(
    *,
    number: str,
    minutes: str,
    internal_notes: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Meeting:
    """
    Write down what was said; customers read the minutes once they are approved.

    Raises as `change_meeting`.
    """
    meeting = meeting_for("minute", number, actor, version)
    values = {"minutes": minutes.strip(), "internal_notes": internal_notes.strip()}
    changed = set_values(meeting, values)
    save_meeting(meeting, "meeting.minutes_written", changed, actor=actor, at=at)
    return meeting


@transaction.atomic
def approve_minutes(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Meeting:
    """
    Approve the minutes: they stay as they are, and everybody invited can read them.

    Raises as `change_meeting`.

    :raises ValidationError: if there are none
    """
    meeting, step = _begin("approve", number, actor, version)
    if not meeting.minutes:
        raise ValidationError({"minutes": _("Write the minutes first.")})
    values = {"minuted_at": at, "minuted_by": actor}
    _move(meeting, step, values, actor=actor, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Meeting:
    """
    Say that a meeting does not take place, and why. Raises as `change_meeting`.

    :raises ValidationError: without a reason
    """
    meeting, step = _begin("cancel", number, actor, version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    values = {"cancelled_at": at, "cancellation_reason": reason.strip()}
    _move(meeting, step, values, actor=actor, at=at)
    return meeting


def prepare(meeting: Meeting, *, actor: User, at: datetime) -> None:
    """Bring the agenda and the papers of a meeting up to date."""
    if not meeting.is_coming:
        return
    sync_papers(meeting, actor=actor, at=at)
    sync_agenda(meeting, actor=actor, at=at)


def _begin(
    move: str, number: str, actor: User, version: int | None
) -> tuple[Meeting, Transition]:
    meeting = lock_meeting(number, actor, version)
    return meeting, MEETING.find(move, meeting.state)


def _move(
    meeting: Meeting,
    step: Transition,
    values: Mapping[str, Any],
    *,
    actor: User,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    changed = set_values(meeting, {"state": step.target, **values})
    name = f"meeting.{PAST[step.name]}"
    save_meeting(meeting, name, changed, actor=actor, at=at, facts=facts)


def _check_plan(meeting: Meeting, at: datetime) -> None:
    if meeting.starts_at <= at:
        raise ValidationError({"starts_at": _("This must lie ahead.")})
    if meeting.starts_at > at + FARTHEST:
        message = _("This is more than five years ahead.")
        raise ValidationError({"starts_at": message})
    _check_end(meeting)
    people = people_to_meet(meeting)
    if meeting.chair is not None and not people.filter(pk=meeting.chair.pk).exists():
        raise ValidationError({"chair": _("Choose somebody who can come.")})


def _check_end(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise ValidationError({"ends_at": _("It cannot end before it starts.")})
    if meeting.ends_at > meeting.starts_at + LONGEST:
        raise ValidationError({"ends_at": _("A meeting takes a day at most.")})


def _note_attendance(meeting: Meeting, attended: Collection[int]) -> list[int]:
    invited = list(meeting.attendance.all())
    came = sorted(one.person_id for one in invited if one.person_id in attended)
    if not came:
        raise ValidationError({"attended": _("Say who came.")})
    meeting.attendance.filter(person__in=came).update(has_attended=True)
    meeting.attendance.exclude(person__in=came).update(has_attended=False)
    return came
