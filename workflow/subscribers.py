from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
from notifications.topics import Topic, register_topic
from workflow.models import Meeting, Task

GROUP = _("Meetings and tasks")
MEETING, TASK = "workflow.meeting", "workflow.task"

register_topic(Topic(MEETING, _("A meeting that I am invited to"), GROUP))
register_topic(Topic(TASK, _("A task of mine"), GROUP))


@later("meeting.called")
def send_the_notice(event: Event, acting_as: User, at: datetime) -> None:
    _tell(event, _("%(number)s: you are invited – %(title)s"), "workflow/called", at)


@later("meeting.changed")
def tell_that_it_moved(event: Event, acting_as: User, at: datetime) -> None:
    meeting = _meeting_of(event)
    if meeting.called_at and {"starts_at", "ends_at"} & event.changes.keys():
        _tell(event, _("%(number)s: moved – %(title)s"), "workflow/moved", at)


@later("meeting.papers_sent")
def send_the_papers(event: Event, acting_as: User, at: datetime) -> None:
    papers = ", ".join(event.facts["papers"])
    subject = _("%(number)s: papers to read before – %(title)s")
    _tell(event, subject, "workflow/papers", at, papers=papers)


@later("meeting.cancelled")
def tell_that_it_is_cancelled(event: Event, acting_as: User, at: datetime) -> None:
    # Nobody knew of what was not called yet.
    if _meeting_of(event).called_at:
        _tell(event, _("%(number)s: cancelled – %(title)s"), "workflow/cancelled", at)


@later("meeting.minuted")
def send_the_minutes(event: Event, acting_as: User, at: datetime) -> None:
    _tell(event, _("%(number)s: the minutes – %(title)s"), "workflow/minuted", at)


def _meeting_of(event: Event) -> Meeting:
    meetings = Meeting.objects.select_related("item", "about")
    return meetings.get(item=event.item)


def _tell(event: Event, subject: Any, template: str, at: datetime, **more: Any) -> None:
    meeting = _meeting_of(event)
    invited = meeting.attendance.select_related("person__user")
    facts = [(_("Place"), meeting.place)] if meeting.place else []
    context = {
        "number": meeting.number,
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "reason": meeting.cancellation_reason,
        "facts": facts,
        **more,
    }
    people: Iterable[Person] = [one.person for one in invited]
    notify(
        event=event,
        recipients=people,
        topic=MEETING,
        subject=subject,
        template=template,
        context=context,
        at=at,
    )


@later("task.given", "task.moved", "task.overdue")
def tell_whose_task_it_is(event: Event, acting_as: User, at: datetime) -> None:
    task = Task.objects.select_related("item", "owner__user").get(
        pk=event.facts["task"]
    )
    if not task.is_open:
        return
    is_overdue = event.name == "task.overdue"
    subject = (
        _("%(number)s: a task is overdue")
        if is_overdue
        else _("%(number)s: a task for you")
    )
    notify(
        event=event,
        recipients=[task.owner],
        topic=TASK,
        subject=subject,
        template="workflow/task_overdue" if is_overdue else "workflow/task",
        context={
            "number": task.item.number,
            "text": task.text,
            "due_on": task.due_on,
            "facts": [(_("To do"), task.text)],
        },
        at=at,
    )
