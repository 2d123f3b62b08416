"""What the search over everything finds: each app says how its own is found."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.kinds import get_kind, page_of, visible_titles
from core.models import Item, User
from core.numbers import meant_numbers

LONGEST_TEXT = 200
MOST_OF_A_KIND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: its page is empty if the reader's door has none for it."""

    kind: str | Promise
    title: str
    detail: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """
    A kind of thing that is found by words.

    `find` answers what the user may see of it, the best first, no more than so many;
    `list_of` the address of the list with all of them, or nothing.
    """

    key: str
    label: str | Promise
    find: Callable[[str, User, int], list[Found]]
    list_of: Callable[[str, User], str]
    order: int = 50


@dataclass(frozen=True, slots=True)
class FoundGroup:
    key: str
    label: str | Promise
    found: list[Found]
    url: str = ""


_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Offer a source; once for each, in an app's `sources.py`."""
    _sources.append(source)


def search_everything(text: str, user: User) -> list[FoundGroup]:
    """Return what the words or the number find of each source, if anything."""
    text = searched_text(text)
    if not text:
        return []
    exact = numbered(text, user)
    seen = {found.number for found in exact}
    groups = [FoundGroup("number", "", exact)]
    for source in sorted(_sources, key=lambda one: one.order):
        found = source.find(text, user, MOST_OF_A_KIND)
        others = [one for one in found if not one.number or one.number not in seen]
        groups.append(
            FoundGroup(source.key, source.label, others, source.list_of(text, user))
        )
    return [group for group in groups if group.found]


def find_items(text: str, user: User) -> list[Found]:
    """Return what has the number that was typed; if nothing has, what words find."""
    text = searched_text(text)
    if exact := numbered(text, user):
        return exact
    groups = search_everything(text, user)
    return [found for group in groups for found in group.found if found.number]


def searched_text(text: str) -> str:
    """Return what was typed as it can be searched for."""
    return text.replace("\0", "").strip()[:LONGEST_TEXT]


def numbered(text: str, user: User) -> list[Found]:
    """Return what has the number that was typed, of every kind the user may see."""
    numbers = meant_numbers(text)
    items = list(Item.objects.filter(number__in=numbers)) if numbers else []
    titles = visible_titles(items, user)
    return [
        found_item(item, titles[item.pk], user) for item in items if item.pk in titles
    ]


def found_item(item: Item, title: str, user: User, detail: str = "") -> Found:
    """Return an item as it is found."""
    kind = get_kind(item.kind)
    has_page = kind.is_staff(user) or kind.customer_url_name
    url = page_of(item, user) if has_page else ""
    return Found(kind.label, title, detail, item.number, url)
