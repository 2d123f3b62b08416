"""The kinds of item: what each is called, who sees it, where its page is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from core.models import Item, User


def _nobody(user: User, thing: Any) -> bool:
    return False


def _never(thing: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of item.

    `visible_to` returns its rows that a user may see; `url_name` is the name of
    its page, whose one argument is the number; `customer_url_name` that of its
    page in the customers' portal, if it has one. Those with `staff_permission`
    use the former and see what is internal. `may_contribute` tells who may add
    to a row that they see, `has_ended` which rows no longer take anything.
    """

    key: str
    prefix: str
    label: str | Promise
    label_plural: str | Promise
    visible_to: Callable[[User], QuerySet[Any]]
    url_name: str
    customer_url_name: str = ""
    staff_permission: str = ""
    may_contribute: Callable[[User, Any], bool] = _nobody
    has_ended: Callable[[Any], bool] = _never

    def is_staff(self, user: User) -> bool:
        """Whether the user belongs to those who work with this kind of item."""
        return not self.staff_permission or user.has_perm(self.staff_permission)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make the kind known; once for each, in its app's `kinds.py`."""
    _kinds[kind.key] = kind


def get_kind(key: str) -> Kind:
    """Return the kind of that key."""
    return _kinds[key]


def all_kinds() -> list[Kind]:
    """Return every kind."""
    return list(_kinds.values())


def sequence_of(prefix: str) -> str:
    """Return the name of the database sequence that numbers this prefix."""
    return f"number_{prefix.lower()}_seq"


def item_url(item: Item) -> str:
    """Return the address of the item's page for those who work on it."""
    return reverse(get_kind(item.kind).url_name, args=[item.number])


def page_of(item: Item, user: User) -> str:
    """Return the address of the item's page at the door that the user goes through."""
    kind = get_kind(item.kind)
    if kind.customer_url_name and not kind.is_staff(user):
        return reverse(kind.customer_url_name, args=[item.number])
    return item_url(item)


def visible_object(number: str, user: User) -> Model:
    """
    Return the object behind a number, if the user may see it.

    :raises Item.DoesNotExist: if there is none, or the user may not see it
    """
    item = Item.objects.get(number=number)
    found: Model | None = get_kind(item.kind).visible_to(user).filter(item=item).first()
    if found is None:
        raise Item.DoesNotExist(number)
    return found


def visible_titles(items: Iterable[Item], user: User) -> dict[int, str]:
    """Return what each of the items is called, for those the user may see."""
    by_kind: dict[str, list[int]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item.pk)
    titles = {}
    for key, ids in by_kind.items():
        for thing in get_kind(key).visible_to(user).filter(item__in=ids):
            titles[thing.pk] = getattr(thing, "title", "") or getattr(thing, "name", "")
    return titles
