from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import Item, User
from workflow.choices import LinkKind
from workflow.models import Link
from workflow.permissions import may_organise
from workflow.services.loading import load_item, lock_items


@transaction.atomic
def add_link(*, number: str, kind: str, other: str, actor: User, at: datetime) -> Link:
    """
    Say what an item is to another: a duplicate of it, caused by it, related to it.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not link it
    :raises ValidationError: if the other is not to be seen, or they are linked so
    """
    item, thing = load_item(number, actor, lock=False)
    if not may_organise(actor, item, thing):
        raise PermissionDenied
    source, target = item, _other(other, actor)
    lock_items(source, target)
    # Related is the same from both sides, and so kept in one direction only.
    if kind == LinkKind.RELATED and target.pk < source.pk:
        source, target = target, source
    _check_direction(source, kind, target)
    link = Link(source=source, kind=kind, target=target, made_by=actor, made_at=at)
    link.full_clean()
    link.save(force_insert=True)
    _record("link.added", link, actor, at)
    return link


@transaction.atomic
def remove_link(*, number: str, link_id: int, actor: User, at: datetime) -> None:
    """
    Take back what was said of an item and another.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises Link.DoesNotExist: if the item has no such link
    :raises PermissionDenied: if the actor may not link it
    """
    item, thing = load_item(number, actor)
    if not may_organise(actor, item, thing):
        raise PermissionDenied
    links = Link.objects.touching(item.pk).select_related("source", "target")
    link = links.get(pk=link_id)
    _record("link.removed", link, actor, at)
    link.delete()


def _record(name: str, link: Link, actor: User, at: datetime) -> None:
    facts = {
        "source": link.source.number,
        "kind": str(link.kind),
        "target": link.target.number,
    }
    # Each of the two has it on its page.
    for item in (link.source, link.target):
        record_event(name, item=item, actor=actor, at=at, facts=facts)


def _other(number: str, actor: User) -> Item:
    try:
        return load_item(number.strip().upper(), actor, lock=False)[0]
    except Item.DoesNotExist as error:
        raise ValidationError(
            {"other": _("There is nothing with the number “%s”.") % number}
        ) from error


def _check_direction(source: Item, kind: str, target: Item) -> None:
    if kind == LinkKind.RELATED:
        return
    if Link.objects.filter(source=target, kind=kind, target=source).exists():
        raise ValidationError(_("They are linked the other way round already."))
