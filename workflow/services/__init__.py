from workflow.services.agenda import (
    add_point,
    decide_at_meeting,
    make_agenda,
    settle_point,
)
from workflow.services.attaching import (
    add_attachment,
    check_file,
    remove_attachment,
)
from workflow.services.attending import invite_person, uninvite_person
from workflow.services.linking import add_link, remove_link
from workflow.services.meetings import (
    approve_minutes,
    call_meeting,
    cancel_meeting,
    change_meeting,
    hold_meeting,
    plan_meeting,
    prepare,
    write_minutes,
)
from workflow.services.papers import (
    add_paper,
    approve_paper,
    remove_paper,
    send_papers,
)
from workflow.services.punctual import refresh_meetings, send_what_is_due
from workflow.services.tagging import tag_item, untag_item
from workflow.services.tasks import (
    finish_task,
    give_task,
    move_task,
    remind_of_overdue_tasks,
)
from workflow.services.watching import unwatch_item, watch_item

__all__ = [
    "add_attachment",
    "add_link",
    "add_paper",
    "add_point",
    "approve_minutes",
    "approve_paper",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "check_file",
    "decide_at_meeting",
    "finish_task",
    "give_task",
    "hold_meeting",
    "invite_person",
    "make_agenda",
    "move_task",
    "plan_meeting",
    "prepare",
    "refresh_meetings",
    "remind_of_overdue_tasks",
    "remove_attachment",
    "remove_link",
    "remove_paper",
    "send_papers",
    "send_what_is_due",
    "settle_point",
    "tag_item",
    "uninvite_person",
    "untag_item",
    "unwatch_item",
    "watch_item",
    "write_minutes",
]
