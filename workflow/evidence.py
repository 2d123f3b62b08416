"""What is stored of meetings and of tasks, and which events may change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.evidence_rows import (
    Parts,
    joined,
    own_rows,
    register_beside,
    register_rows,
    rows_below,
)
from workflow.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDecision,
    MeetingPaper,
    Task,
)

BELOW: dict[str, Any] = {
    "agenda": AgendaItem,
    "paper": MeetingPaper,
    "attendance": Attendance,
    "decision": MeetingDecision,
}
# Each is stored with a new version of the meeting.
SAVED = tuple(
    f"meeting.{done}"
    for done in ("changed", "called", "held", "minutes_written", "minuted", "cancelled")
)


def meeting_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return meetings with agenda, papers, attendance and decisions."""
    below = [
        rows_below(model.objects.filter(meeting__in=ids), "meeting", name)
        for name, model in BELOW.items()
    ]
    return joined(own_rows(Meeting, ids), *below)


def task_rows(ids: Sequence[int]) -> Mapping[int, Parts]:
    return rows_below(Task.objects.filter(item__in=ids), "item", "task")


register_beside("task", task_rows)
register_rows("meeting", meeting_rows, counted=SAVED)
