from typing import Any

from core.kinds import get_kind
from core.models import Item, User
from core.roles import Role, grant
from workflow.choices import MeetingState
from workflow.lifecycle import MEETING, RUN
from workflow.meetings import MeetingKind, get_meeting_kind, meeting_kinds
from workflow.models import Attachment, Meeting, Task

# Everybody but the auditor, who writes nothing.
grant(
    "workflow.add_watcher",
    Role.USER,
    Role.CUSTOMER_REPRESENTATIVE,
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.ADMINISTRATOR,
)


def may_contribute(user: User, item: Item, thing: Any) -> bool:
    """Whether the user may add something to an item that they see."""
    return get_kind(item.kind).may_contribute(user, thing)


def may_organise(user: User, item: Item, thing: Any) -> bool:
    """Whether the user may link, tag, and add what only staff see."""
    kind = get_kind(item.kind)
    return kind.is_staff(user) and kind.may_contribute(user, thing)


def available_actions(user: User, item: Item, thing: Any) -> list[str]:
    """Return what the user may do with an item that they see, beside its own moves."""
    adds = may_contribute(user, item, thing)
    is_open = not get_kind(item.kind).has_ended(thing)
    found = ["attach"] * (adds and is_open)
    if may_organise(user, item, thing):
        found += ["link", *["tag"] * is_open]
    if user.has_perm("workflow.add_watcher"):
        is_watched = item.watchers.filter(user=user).exists()
        found.append("unwatch" if is_watched else "watch")
    return found


def may_remove(user: User, attachment: Attachment, thing: Any) -> bool:
    """Whether the user may take the attachment away: staff, and whoever added it."""
    if may_organise(user, attachment.item, thing):
        return True
    is_own = attachment.added_by_id == user.pk
    return is_own and may_contribute(user, attachment.item, thing)


grant(
    "workflow.view_meeting",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant(RUN, Role.SERVICE_LEVEL_MANAGER)
grant("workflow.view_own_meetings", Role.CUSTOMER_REPRESENTATIVE)
grant(
    "workflow.give_task",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
)
grant(
    "workflow.view_task",
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
)


PAPERS = ("add_paper", "approve_paper", "remove_paper")


def may_run(user: User, meeting: Meeting) -> bool:
    """Whether the user may plan, call and minute that meeting."""
    kind = get_meeting_kind(meeting.kind)
    return kind.runs(user, meeting) if kind.runs else _may_run_kind(user, kind)


def _may_run_kind(user: User, kind: MeetingKind) -> bool:
    return user.has_perm(RUN) and user.has_perm(kind.manage)


def kinds_run_by(user: User) -> list[MeetingKind]:
    """Return the kinds of meeting of which the user may plan, call and minute any."""
    return [kind for kind in meeting_kinds() if _may_run_kind(user, kind)]


def meeting_actions(user: User, meeting: Meeting) -> list[str]:
    """Return what the user may do with the meeting as it stands."""
    if not may_run(user, meeting):
        return []
    found = [step.name for step in MEETING.leaving(meeting.state)]
    found += ["edit", "make_agenda", "uninvite", *PAPERS] * meeting.is_coming
    found += ["send_papers"] * (meeting.is_coming and meeting.called_at is not None)
    found += ["minute", "decide"] * (meeting.state == MeetingState.HELD)
    return found + ["invite", "add_point", "settle_point"] * (not meeting.is_over)


def may_give_task(user: User, item: Item, thing: Any) -> bool:
    """Whether the user may give somebody a task about an item that they see."""
    kind = get_kind(item.kind)
    return kind.is_staff(user) and user.has_perm("workflow.give_task")


def may_finish(user: User, task: Task) -> bool:
    """Whether it is the user's to say that a task is done: its owner, and who gave it."""
    is_own = task.owner.user_id == user.pk or task.given_by_id == user.pk
    return is_own or user.has_perm(RUN)
