"""What those who meet are to read before: chosen, looked at, sent in time."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.kinds import visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from core.rows_told import RowsBefore
from workflow.meetings import paper_sources
from workflow.models import Meeting, MeetingPaper
from workflow.services.loading import meeting_for


@transaction.atomic
def add_paper(*, number: str, paper: str, actor: User, at: datetime) -> MeetingPaper:
    """
    Add something with a number to the papers; it is not sent before it is approved.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises TransitionNotAllowed: if it was held already
    :raises ValidationError: if there is no such thing, or it is there already
    """
    meeting = meeting_for("add_paper", number, actor)
    wanted = paper.strip().upper()
    try:
        visible_object(wanted, actor)
    except Item.DoesNotExist as error:
        message = _("There is nothing with the number “%s”.") % wanted
        raise ValidationError({"paper": message}) from error
    return _add(meeting, Item.objects.get(number=wanted), actor, at)


@transaction.atomic
def remove_paper(*, number: str, paper_id: int, actor: User, at: datetime) -> None:
    """
    Take a paper away again; raises as `add_paper`.

    :raises MeetingPaper.DoesNotExist: if the meeting has no such paper
    :raises TransitionNotAllowed: if it was sent already
    """
    meeting = meeting_for("add_paper", number, actor)
    paper = meeting.papers.select_related("item").get(pk=paper_id)
    if paper.sent_at is not None:
        raise TransitionNotAllowed(_("It was sent already."))
    papers = RowsBefore("paper", meeting.papers.filter(pk=paper_id))
    paper.delete()
    _record("meeting.paper_removed", meeting, paper.item, papers, actor, at)


@transaction.atomic
def approve_paper(
    *, number: str, paper_id: int, actor: User, at: datetime
) -> MeetingPaper:
    """
    Approve a paper for sending, after having looked at it; raises as `remove_paper`.

    :raises TransitionNotAllowed: if it is approved already
    """
    meeting = meeting_for("add_paper", number, actor)
    paper: MeetingPaper = meeting.papers.select_related("item").get(pk=paper_id)
    if paper.approved_at is not None:
        raise TransitionNotAllowed(_("It is approved already."))
    papers = RowsBefore("paper", meeting.papers.filter(pk=paper_id))
    paper.approved_at, paper.approved_by = at, actor
    paper.full_clean()
    paper.save(update_fields=["approved_at", "approved_by"])
    _record("meeting.paper_approved", meeting, paper.item, papers, actor, at)
    return paper


@transaction.atomic
def send_papers(*, number: str, actor: User, at: datetime) -> list[MeetingPaper]:
    """
    Send what is approved and was not sent yet to everybody invited.

    :raises TransitionNotAllowed: before the notice; and as `add_paper`
    :raises ValidationError: if there is nothing to send
    """
    meeting = meeting_for("add_paper", number, actor)
    if meeting.called_at is None:
        raise TransitionNotAllowed(_("Send the notice first."))
    waiting = meeting.papers.filter(sent_at=None).exclude(approved_at=None)
    papers = list(waiting.select_related("item"))
    if not papers:
        raise ValidationError(_("Nothing is approved that was not sent yet."))
    told = RowsBefore("paper", meeting.papers.all())
    waiting.update(sent_at=at)
    numbers = [paper.item.number for paper in papers]
    facts = {"papers": numbers, **told.facts()}
    record_event(
        "meeting.papers_sent", item=meeting.item, actor=actor, at=at, facts=facts
    )
    return papers


def sync_papers(meeting: Meeting, *, actor: User, at: datetime) -> None:
    """Add the papers that belong to a meeting of its kind and are not there yet."""
    there = set(meeting.papers.values_list("item", flat=True))
    for find in paper_sources(meeting.kind):
        for item in find(meeting):
            if item.pk not in there:
                there.add(item.pk)
                _add(meeting, item, actor, at)


def _add(meeting: Meeting, item: Item, actor: User, at: datetime) -> MeetingPaper:
    paper = MeetingPaper(meeting=meeting, item=item, added_at=at)
    paper.full_clean()
    papers = RowsBefore("paper", meeting.papers.filter(item=item))
    paper.save(force_insert=True)
    _record("meeting.paper_added", meeting, item, papers, actor, at)
    return paper


def _record(
    name: str,
    meeting: Meeting,
    item: Item,
    papers: RowsBefore,
    actor: User,
    at: datetime,
) -> None:
    facts = {"paper": item.number, **papers.facts()}
    record_event(name, item=meeting.item, actor=actor, at=at, facts=facts)
