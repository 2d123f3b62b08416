"""Where a person may go: the doors, and what is behind each."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import User


class Door(models.TextChoices):
    PORTAL = "portal", _("Portal")
    DESK = "desk", _("Desk")
    MANAGE = "manage", _("Manage")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a door's navigation; without a permission, it is for everybody."""

    door: Door
    label: str | Promise
    url_name: str
    icon: str
    permission: str = ""
    group: str | Promise = ""
    # What a list is narrowed to when it is come to from here, such as "?status=open".
    query: str = ""
    # The key that leads here from every page of the door.
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    icon: str = ""
    is_current: bool = False
    tally: int | None = None
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the layouts show around a page."""

    doors: list[Link]
    sections: dict[str, list[Section]]
    search_url: str = ""
    inbox_url: str = ""


def navigation_for(
    user: User | AnonymousUser, *, path: str, query: str = "", entries: Iterable[Entry]
) -> Navigation:
    """Return the doors that the user may enter, and the entries behind them."""
    allowed = [entry for entry in entries if _may_use(user, entry)]
    urls = {entry: reverse(entry.url_name) for entry in allowed}
    near = {one: _closeness(one, url, query) for one, url in urls.items()}
    reached = (near[one] for one, url in urls.items() if path.startswith(url))
    nearest = max(reached, default=None)
    current = {one for one in urls if near[one] == nearest}
    behind = {door: [e for e in allowed if e.door == door] for door in Door}
    here = _door_of(path)
    return Navigation(
        doors=[
            Link(door.label, urls[behind[door][0]], is_current=door == here)
            for door in Door
            if behind[door]
        ],
        sections={door.value: _sections(behind[door], urls, current) for door in Door},
        search_url=_find("search"),
        inbox_url=_find("inbox") if user.is_authenticated else "",
    )


def _closeness(entry: Entry, url: str, query: str) -> tuple[str, int]:
    """Tell how near an entry leads: of two for one list, the one narrowed as it is."""
    asked = entry.query.removeprefix("?")
    if not asked:
        return url, 0
    return url, 1 if asked in query else -1


def _sections(
    entries: list[Entry], urls: dict[Entry, str], current: set[Entry]
) -> list[Section]:
    def link(entry: Entry) -> Link:
        return Link(
            entry.label,
            urls[entry] + entry.query,
            entry.icon,
            is_current=entry in current,
            shortcut=entry.shortcut,
        )

    groups = groupby(entries, key=lambda entry: str(entry.group))
    return [Section(label, [link(e) for e in members]) for label, members in groups]


def _may_use(user: User | AnonymousUser, entry: Entry) -> bool:
    if not user.is_authenticated:
        return False
    return not entry.permission or user.has_perm(entry.permission)


def _door_of(path: str) -> Door:
    for door in (Door.DESK, Door.MANAGE):
        if path.startswith(f"/{door}/"):
            return door
    return Door.PORTAL


def _find(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
