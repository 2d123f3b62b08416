"""What the clock does for meetings: notice and papers leave when they are due."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import Organisation
from core.going_on import going_on
from core.models import User
from workflow.choices import MeetingState
from workflow.models import Meeting
from workflow.services.loading import lock_meeting
from workflow.services.meetings import call_meeting, prepare
from workflow.services.papers import send_papers


def send_what_is_due(*, actor: User, at: datetime) -> int:
    """
    Send the notices and the approved papers of all meetings for which it is time.

    Each in a transaction of its own, and once. Returns how many were sent.
    """
    sent = 0
    planned = Meeting.objects.filter(state=MeetingState.PLANNED, ends_at__gt=at)
    for meeting in planned.exclude(attendance=None).select_related("item").distinct():
        if meeting.notice_due_at <= at:
            sent += _send(call_meeting, meeting, actor, at)
    called = Meeting.objects.filter(state=MeetingState.CALLED)
    ready = called.filter(papers__sent_at=None, papers__approved_at__isnull=False)
    for meeting in ready.select_related("item").distinct():
        if meeting.papers_due_at <= at:
            sent += _send(send_papers, meeting, actor, at)
    return sent


def _send(
    act: Callable[..., object], meeting: Meeting, actor: User, at: datetime
) -> bool:
    with going_on("meeting_not_sent", meeting=meeting.number):
        act(number=meeting.number, actor=actor, at=at)
        return True
    return False


@transaction.atomic
def refresh_meetings(*, organisation: Organisation, actor: User, at: datetime) -> int:
    """Let agendas and papers of what is coming with somebody follow from the facts."""
    coming = Meeting.objects.coming().filter(organisation=organisation)
    numbers = list(coming.order_by("pk").values_list("item__number", flat=True))
    for number in numbers:
        prepare(lock_meeting(number, actor), actor=actor, at=at)
    return len(numbers)
