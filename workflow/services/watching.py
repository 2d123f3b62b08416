from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.kinds import get_kind
from core.models import Item, User
from workflow.models import Watcher
from workflow.permissions import may_organise
from workflow.services.loading import load_item


@transaction.atomic
def watch_item(
    *, number: str, user: User | None = None, actor: User, at: datetime
) -> Watcher:
    """
    Have the actor, or a user that staff name, told what becomes of the item.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not add others
    :raises ValidationError: if they watch it already, or may not see it
    """
    item = _item_to_watch(number, user, actor)
    watcher = Watcher(item=item, user=user or actor, since=at)
    if not get_kind(item.kind).visible_to(watcher.user).filter(item=item).exists():
        raise ValidationError(_("This person may not see it."))
    if item.watchers.filter(user=watcher.user).exists():
        raise ValidationError(_("It is watched already."))
    watcher.full_clean()
    watcher.save(force_insert=True)
    facts = {"user": watcher.user_id}
    record_event("watcher.added", item=item, actor=actor, at=at, facts=facts)
    return watcher


@transaction.atomic
def unwatch_item(
    *, number: str, user: User | None = None, actor: User, at: datetime
) -> None:
    """
    No longer tell the actor, or a user that staff name, what becomes of the item.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not remove others
    :raises ValidationError: if they do not watch it
    """
    item = _item_to_watch(number, user, actor)
    gone, _rows = item.watchers.filter(user=user or actor).delete()
    if not gone:
        raise ValidationError(_("It is not watched."))
    facts = {"user": (user or actor).pk}
    record_event("watcher.removed", item=item, actor=actor, at=at, facts=facts)


def _item_to_watch(number: str, user: User | None, actor: User) -> Item:
    item, thing = load_item(number, actor)
    is_own = user is None or user == actor
    if not actor.has_perm("workflow.add_watcher"):
        raise PermissionDenied
    if not is_own and not may_organise(actor, item, thing):
        raise PermissionDenied
    return item
