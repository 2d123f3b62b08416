from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import Item, User
from workflow.models import ItemTag, Tag
from workflow.permissions import may_organise
from workflow.services.loading import check_not_ended, load_item


@transaction.atomic
def tag_item(*, number: str, name: str, actor: User, at: datetime) -> ItemTag:
    """
    Put a word on the item; upper and lower case are the same word.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not tag it
    :raises TransitionNotAllowed: if the item is closed
    :raises ValidationError: if the word is empty or too long, or there already
    """
    item = _item_to_tag(number, actor)
    words = " ".join(name.split())
    if not words:
        raise ValidationError({"name": _("Write a word first.")})
    tag = _get_tag(words)
    if item.item_tags.filter(tag=tag).exists():
        raise ValidationError({"name": _("It has this tag already.")})
    item_tag = ItemTag.objects.create(item=item, tag=tag)
    record_event("tag.added", item=item, actor=actor, at=at, facts={"tag": tag.name})
    return item_tag


@transaction.atomic
def untag_item(*, number: str, name: str, actor: User, at: datetime) -> None:
    """
    Take a word off the item.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not tag it
    :raises TransitionNotAllowed: if the item is closed
    :raises ValidationError: if it does not have the word
    """
    item = _item_to_tag(number, actor)
    gone, _rows = item.item_tags.filter(tag__name__iexact=name.strip()).delete()
    if not gone:
        raise ValidationError({"name": _("It does not have this tag.")})
    facts = {"tag": name.strip()}
    record_event("tag.removed", item=item, actor=actor, at=at, facts=facts)


def _get_tag(words: str) -> Tag:
    tag = Tag.objects.filter(name__iexact=words).first()
    if tag is None:
        Tag(name=words).full_clean()
        # Another may make the same word at this moment.
        Tag.objects.bulk_create([Tag(name=words)], ignore_conflicts=True)
        tag = Tag.objects.get(name__iexact=words)
    return tag


def _item_to_tag(number: str, actor: User) -> Item:
    item, thing = load_item(number, actor)
    if not may_organise(actor, item, thing):
        raise PermissionDenied
    check_not_ended(item, thing)
    return item
