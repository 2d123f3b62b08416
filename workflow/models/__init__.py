from workflow.models.beside import (
    Attachment,
    ItemTag,
    Link,
    Tag,
    Watcher,
    random_path,
)
from workflow.models.meeting import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDecision,
    MeetingPaper,
)
from workflow.models.task import Task

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "ItemTag",
    "Link",
    "Meeting",
    "MeetingDecision",
    "MeetingPaper",
    "Tag",
    "Task",
    "Watcher",
    "random_path",
]
