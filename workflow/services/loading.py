"""Loading an item to add something to it, through what the actor may see."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.kinds import get_kind, visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from core.versions import check_version
from workflow.models import Meeting
from workflow.permissions import may_run, meeting_actions


def load_item(number: str, actor: User, *, lock: bool = True) -> tuple[Item, Any]:
    """
    Return the item of that number, locked, and the thing behind it.

    The lock keeps two people from adding the same at once; the row of the thing
    itself stays free.

    :raises Item.DoesNotExist: if the actor may not see such an item
    """
    thing = visible_object(number, actor)
    item = Item.objects.get(number=number)
    if lock:
        lock_items(item)
    return item, thing


def check_not_ended(item: Item, thing: Any) -> None:
    """:raises TransitionNotAllowed: if the item no longer takes anything"""
    if get_kind(item.kind).has_ended(thing):
        raise TransitionNotAllowed(_("Nothing can be changed: it is closed."))


def lock_items(*items: Item) -> None:
    """Lock the items, always in the same order, so that no two wait for each other."""
    ids = [item.pk for item in items]
    list(Item.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def lock_meeting(number: str, actor: User, version: int | None = None) -> Meeting:
    """
    Load the meeting of that number and keep others from changing it meanwhile.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises StaleVersion: if the version is no longer the current one
    """
    pk = Meeting.objects.visible_to(actor).get(item__number=number).pk
    locked = Meeting.objects.select_for_update(no_key=True, of=("self",))
    meeting: Meeting = locked.select_related("item", "organisation").get(pk=pk)
    if not may_run(actor, meeting):
        raise PermissionDenied
    check_version(meeting, version)
    return meeting


def meeting_for(
    action: str, number: str, actor: User, version: int | None = None
) -> Meeting:
    """
    Lock a meeting for one of its `meeting_actions`; raises as `lock_meeting`.

    :raises TransitionNotAllowed: if it is not possible as the meeting stands
    """
    meeting = lock_meeting(number, actor, version)
    if action not in meeting_actions(actor, meeting):
        message = _("This is not possible while it is “%s”.")
        raise TransitionNotAllowed(message % meeting.get_state_display())
    return meeting
