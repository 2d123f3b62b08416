"""Lines that the agenda of any recurring meeting can have."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.wording import full_day
from workflow.meetings import AgendaLine, register_agenda
from workflow.models import Meeting
from workflow.selectors import earlier_meeting, open_tasks_of

# What carries on what was open before; it is carried on again.
LEFT_OPEN = "left_open"


def actions_of_the_last_one(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with what is still to be done since earlier meetings, if there is."""
    held = Meeting.objects.held_before(meeting).select_related("item")
    tasks = list(open_tasks_of(one.item for one in held))
    if not tasks:
        return
    facts = [
        (
            f"{task.owner}: {task.text}"[:300],
            _("until %s") % full_day(task.due_on),
            reverse("task_detail", args=[task.pk]),
        )
        for task in tasks
    ]
    yield AgendaLine(_("Open actions of the last meeting"), facts=facts)


def points_left_open(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield what was put on an agenda by hand and has not been settled since."""
    earlier = earlier_meeting(meeting)
    if earlier is None:
        return
    for point in earlier.agenda.filter(settled_at=None, source__in=["", LEFT_OPEN]):
        words = "\n\n".join(filter(None, [point.text, point.outcome]))
        yield AgendaLine(point.title, words, key=f"p{point.pk}")


def carry_on(kind: str) -> None:
    """Let meetings of the kind begin with what the ones before left to do."""
    register_agenda(kind, "actions", actions_of_the_last_one, 20)
    register_agenda(kind, LEFT_OPEN, points_left_open, 25)
