from typing import Any

from core.kinds import get_kind
from core.models import Item, User
from core.roles import Role, grant
from workflow.models import Attachment

# Everybody but the auditor, who writes nothing.
grant(
    "workflow.add_watcher",
    Role.USER,
    Role.CUSTOMER_REPRESENTATIVE,
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
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
