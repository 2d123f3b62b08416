from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.finding import Found, find_items
from core.kinds import get_kind, page_of, visible_titles
from core.models import Event, Item, User
from workflow.choices import INVERSE_WORDS, LinkKind
from workflow.models import Attachment, Link
from workflow.querysets import AttachmentQuerySet


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item linked to another, as seen from there."""

    link_id: int
    words: str | Promise
    number: str
    title: str
    url: str


def attachments_for(item: Item, user: User) -> AttachmentQuerySet:
    """Return what is attached to an item that the user sees; staff see all."""
    attachments = Attachment.objects.filter(item=item).present()
    return attachments if get_kind(item.kind).is_staff(user) else attachments.public()


def get_attachment(attachment_id: int, user: User) -> Attachment:
    """
    Return the attachment, if it and its item may be seen by the user.

    :raises Attachment.DoesNotExist: if there is none, or they may not
    """
    found = Attachment.objects.select_related("item").get(pk=attachment_id)
    kind = get_kind(found.item.kind)
    if not kind.visible_to(user).filter(item=found.item).exists():
        raise Attachment.DoesNotExist
    own: Attachment = attachments_for(found.item, user).get(pk=found.pk)
    return own


def neighbours(item: Item, user: User) -> list[Neighbour]:
    """Return the items linked to this one that the user may see, oldest link first."""
    links = list(Link.objects.touching(item.pk).select_related("source", "target"))
    others = {_other(link, item) for link in links}
    titles = visible_titles(others, user)
    return [
        Neighbour(
            link_id=link.pk,
            words=_words(link, item),
            number=other.number,
            title=titles[other.pk],
            url=page_of(other, user),
        )
        for link in links
        if (other := _other(link, item)).pk in titles
    ]


def linkable(text: str, item: Item, user: User) -> list[Found]:
    """Return what the number or the words may mean, to link the item to."""
    return [found for found in find_items(text, user) if found.number != item.number]


def linked_titles(events: Iterable[Event], user: User) -> dict[str, str]:
    """Return by number what the links in the events name, if the user may see it."""
    links = [event.facts for event in events if event.name.startswith("link.")]
    numbers = {facts[end] for facts in links for end in ("source", "target")}
    items = list(Item.objects.filter(number__in=numbers)) if numbers else []
    titles = visible_titles(items, user)
    return {item.number: titles[item.pk] for item in items if item.pk in titles}


def watchers_of(item: Item) -> list[User]:
    """Return who watches the item; whether they still may see it is another matter."""
    return [watcher.user for watcher in item.watchers.select_related("user")]


def tags_of(item: Item) -> list[str]:
    """Return the words on the item."""
    return list(item.item_tags.values_list("tag__name", flat=True))


def _other(link: Link, item: Item) -> Item:
    return link.target if link.source_id == item.pk else link.source


def _words(link: Link, item: Item) -> str | Promise:
    if link.source_id == item.pk:
        return LinkKind(link.kind).label
    return INVERSE_WORDS[link.kind]
