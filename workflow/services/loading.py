"""Loading an item to add something to it, through what the actor may see."""

from typing import Any

from django.utils.translation import gettext as _

from core.kinds import get_kind, visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User


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
