from workflow.selectors.beside import (
    Neighbour,
    attachments_for,
    get_attachment,
    linkable,
    linked_titles,
    neighbours,
    tags_of,
    watchers_of,
)
from workflow.selectors.meetings import (
    Check,
    agenda_language,
    coming_meetings,
    earlier_meeting,
    held_in_time,
    hindrances_to,
    people_to_meet,
    punctuality,
)
from workflow.selectors.tasks import get_task, open_tasks_of, people_for_tasks, tasks_of

__all__ = [
    "Check",
    "Neighbour",
    "agenda_language",
    "attachments_for",
    "coming_meetings",
    "earlier_meeting",
    "get_attachment",
    "get_task",
    "held_in_time",
    "hindrances_to",
    "linkable",
    "linked_titles",
    "neighbours",
    "open_tasks_of",
    "people_for_tasks",
    "people_to_meet",
    "punctuality",
    "tags_of",
    "tasks_of",
    "watchers_of",
]
