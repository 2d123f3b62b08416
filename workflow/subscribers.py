from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Event
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from workflow.models import Meeting, Task

GROUP = _("Meetings and tasks")
MEETING, TASK = "workflow.meeting", "workflow.task"

register_topic(Topic(MEETING, _("A meeting that I am invited to"), GROUP))
register_topic(Topic(TASK, _("A task of mine"), GROUP))


@tells("meeting.called")
def send_the_notice(event: Event) -> Iterator[News]:
    yield _news(event, _("%(number)s: you are invited – %(title)s"), "workflow/called")


@tells("meeting.changed")
def tell_that_it_moved(event: Event) -> Iterator[News]:
    meeting = _meeting_of(event)
    if meeting.called_at and {"starts_at", "ends_at"} & event.changes.keys():
        yield _news(event, _("%(number)s: moved – %(title)s"), "workflow/moved")


@tells("meeting.papers_sent")
def send_the_papers(event: Event) -> Iterator[News]:
    papers = ", ".join(event.facts["papers"])
    subject = _("%(number)s: papers to read before – %(title)s")
    yield _news(event, subject, "workflow/papers", papers=papers)


@tells("meeting.cancelled")
def tell_that_it_is_cancelled(event: Event) -> Iterator[News]:
    # Nobody knew of what was not called yet.
    if _meeting_of(event).called_at:
        yield _news(event, _("%(number)s: cancelled – %(title)s"), "workflow/cancelled")


@tells("meeting.minuted")
def send_the_minutes(event: Event) -> Iterator[News]:
    yield _news(event, _("%(number)s: the minutes – %(title)s"), "workflow/minuted")


def _meeting_of(event: Event) -> Meeting:
    meetings = Meeting.objects.select_related("item", "about")
    return meetings.get(item=event.item)


def _news(event: Event, subject: str | Promise, template: str, **more: Any) -> News:
    meeting = _meeting_of(event)
    invited = meeting.attendance.select_related("person__user")
    context = {
        "number": meeting.number,
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "reason": meeting.cancellation_reason,
        "facts": [(_("Place"), meeting.place)] if meeting.place else [],
        **more,
    }
    people = [one.person for one in invited]
    return News(MEETING, subject, people, context, template)


@tells("task.given", "task.moved", "task.overdue")
def tell_whose_task_it_is(event: Event) -> Iterator[News]:
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
    context = {
        "number": task.item.number,
        "text": task.text,
        "due_on": task.due_on,
        "facts": [(_("To do"), task.text)],
    }
    template = "workflow/task_overdue" if is_overdue else "workflow/task"
    yield News(TASK, subject, [task.owner], context, template)
