"""What people lawfully do to the things that packs show, from beginning to end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import models

from core.models import Item, User
from reporting.selectors.manifest import fingerprints
from slm.models import (
    Agreement,
    AgreementService,
    BreachCause,
    PeriodResult,
    Target,
    TargetBudget,
)
from slm.selectors.belonging import OF_TARGET, OF_VERSION
from slm.services import (
    OutageTerms,
    change_outage,
    confirm_outage,
    dispute_outage,
    edit_draft,
    end_outage,
    explain_outage,
    move_review,
    start_new_version,
    terminate_agreement,
    withdraw_outage,
)
from slm.services.drafting import Wording
from tests.factories.slm import put_into_force
from tests.reporting.conftest import HOUR, LATER, TENTH
from workflow.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDecision,
    MeetingPaper,
    Task,
)
from workflow.services import (
    add_paper,
    add_point,
    approve_minutes,
    approve_paper,
    call_meeting,
    change_meeting,
    decide_at_meeting,
    finish_task,
    give_task,
    hold_meeting,
    invite_person,
    make_agenda,
    move_task,
    remove_paper,
    send_papers,
    settle_point,
    uninvite_person,
    write_minutes,
)

Rows = Iterable[models.QuerySet[Any]]


@dataclass(frozen=True)
class Kept:
    """What a pack made now would hold of some records."""

    manifest: dict[str, Any]

    @classmethod
    def of(cls, *numbers: str, reader: User) -> "Kept":
        ids = Item.objects.filter(number__in=numbers).values_list("pk", flat=True)
        found = fingerprints(ids, reader=reader)
        records = {number: one.values() for number, one in found}
        return cls({"records": records})


def rows_of_agreement(agreement: Agreement) -> Rows:
    """Return what was agreed beside targets and services, and what became of it."""
    yield PeriodResult.objects.filter(agreement=agreement)
    for path, found in (("version", OF_VERSION), ("target__version", OF_TARGET)):
        for model in set(found.values()) - {Target, TargetBudget, AgreementService}:
            yield model.objects.filter(**{f"{path}__agreement": agreement})


def live_agreement(agreement: Agreement, actor: User) -> None:
    by: dict[str, Any] = {"number": agreement.number, "actor": actor}
    move_review(**by, review_on=date(2026, 5, 1), at=LATER)
    start_new_version(**by, at=LATER)
    wording = Wording(valid_from=date(2026, 6, 1), summary="More.")
    edit_draft(title="New", wording=wording, **by, at=LATER + HOUR)
    put_into_force(**by, at=LATER + 2 * HOUR)
    ends: dict[str, Any] = {"ends_on": date(2026, 12, 1), "reason": "Sold."}
    terminate_agreement(**ends, **by, at=LATER + 3 * HOUR)


def rows_of_meeting(meeting: Meeting) -> Rows:
    yield Meeting.objects.filter(pk=meeting.pk)
    for model in (AgendaItem, MeetingPaper, Attendance, MeetingDecision):
        yield model._default_manager.filter(meeting=meeting)
    yield Task.objects.filter(item=meeting.pk)


def begin_meeting(meeting: Meeting, paper: str, actor: User, at: datetime) -> None:
    by: dict[str, Any] = {"number": meeting.number, "actor": actor, "at": at}
    add_point(title="Hours", text="Too short.", **by)
    add_paper(paper=paper, **by)
    call_meeting(**by)
    due: dict[str, Any] = {"owner": actor.person, "due_on": meeting.starts_at.date()}
    give_task(text="Ask.", **due, **by)


def prepare_meeting(meeting: Meeting, other: SimpleNamespace, actor: User) -> None:
    at = meeting.starts_at - 24 * HOUR
    by: dict[str, Any] = {"number": meeting.number, "actor": actor, "at": at}
    change_meeting(values={"place": "Room 1"}, **by)
    for person in (other.invited, other.uninvited):
        invite_person(person=person, authority="Works council", **by)
    uninvite_person(person_id=other.uninvited.pk, **by)
    add_point(title="Costs", **by)
    added = add_paper(paper=other.paper, **by)
    remove_paper(paper_id=added.pk, **by)
    approve_paper(paper_id=meeting.papers.get().pk, **by)
    send_papers(**by)
    make_agenda(**by)


def live_meeting(meeting: Meeting, other: SimpleNamespace, actor: User) -> None:
    prepare_meeting(meeting, other, actor)
    at = meeting.ends_at
    by: dict[str, Any] = {"number": meeting.number, "actor": actor, "at": at}
    task = Task.objects.get(item=meeting.pk)
    day = date(2026, 8, 1)
    move_task(task_id=task.pk, owner=actor.person, due_on=day, actor=actor, at=at)
    hold_meeting(attended=[other.invited.pk], **by)
    point = meeting.agenda.filter(source="").first()
    assert point is not None
    settle_point(point_id=point.pk, outcome="Longer.", **by)
    decide_at_meeting(text="Longer.", point_id=point.pk, **by)
    write_minutes(minutes="All is well.", internal_notes="Not quite.", **by)
    finish_task(task_id=task.pk, result="Asked.", actor=actor, at=at)
    approve_minutes(**by)


def live_outage(number: str, cast: dict[str, User]) -> None:
    manager = cast["service_level_manager"]
    by: dict[str, Any] = {"number": number, "at": LATER}
    ended = end_outage(end=TENTH + HOUR, actor=cast["agent"], **by)
    confirm_outage(actor=manager, **by)
    dispute_outage(reason="It took longer.", actor=cast["representative"], **by)
    longer = replace(OutageTerms.of(ended), end=TENTH + 2 * HOUR, text="No mail.")
    change_outage(terms=longer, reason="So says the probe.", actor=manager, **by)
    cause, other = BreachCause.objects.all()[:2]
    explain_outage(cause=cause, words="Full.", actor=manager, **by)
    explain_outage(cause=other, actor=manager, **by)
    withdraw_outage(reason="A drill.", actor=manager, **by)


def values_at(*hours: int) -> list[tuple[datetime, Decimal]]:
    first = datetime(2026, 3, 3, tzinfo=UTC)
    return [(first + hour * HOUR, Decimal(200 + hour)) for hour in hours]
