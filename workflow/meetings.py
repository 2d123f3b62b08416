"""
The kinds of meeting: who runs them, who may know of them, what is on the agenda.

An app that holds meetings registers its kind in `kinds.py`. Whatever else has
something to say at meetings of that kind adds a source of agenda lines, of papers or
of hindrances, without the one knowing the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from core.models import Item, User
    from workflow.models import Meeting

# Label, value, and the address of what is behind it, for staff.
Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """
    One point made from facts; `about` is the item that it speaks of, if it is one.

    Where a source has several without, `key` tells them apart whatever their order.
    """

    title: str
    text: str = ""
    facts: Sequence[Fact] = ()
    about: "Item | None" = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class MeetingKind:
    """
    A kind of meeting.

    `manage` is the permission to plan, chair and minute it, `read` that of staff to
    see it. Notice and papers are sent so many days before, minutes approved so many
    days after. What is planned from what it is about names in `planned_from` the
    address of the page where that is done; anything else is planned as any meeting.
    Where it depends on the meeting who runs it, `runs(user, meeting)` says so instead.
    """

    key: str
    label: str | Promise
    manage: str
    read: str
    notice_days: int = 7
    papers_days: int = 5
    minutes_days: int = 10
    planned_from: str = ""
    runs: "Callable[[User, Meeting], bool] | None" = None


AgendaSource = Callable[["Meeting", datetime], Iterable[AgendaLine]]
PaperSource = Callable[["Meeting"], Iterable["Item"]]
HindranceSource = Callable[["Meeting"], Iterable[str]]

_kinds: dict[str, MeetingKind] = {}
_agendas: dict[str, list[tuple[int, str, AgendaSource]]] = {}
_papers: dict[str, list[PaperSource]] = {}
_hindrances: dict[str, list[HindranceSource]] = {}


def register_meeting_kind(kind: MeetingKind) -> None:
    """Make the kind known; once for each, in its app's `kinds.py`."""
    _kinds[kind.key] = kind


def register_agenda(kind: str, key: str, build: AgendaSource, order: int) -> None:
    """Have `build(meeting, at)` give lines to every agenda of that kind, by `order`."""
    _agendas.setdefault(kind, []).append((order, key, build))


def register_papers(kind: str, find: PaperSource) -> None:
    """Have `find(meeting)` name the items that are sent before meetings of that kind."""
    _papers.setdefault(kind, []).append(find)


def register_hindrance(kind: str, find: HindranceSource) -> None:
    """Have `find(meeting)` say what must be done before such a meeting is held."""
    _hindrances.setdefault(kind, []).append(find)


def get_meeting_kind(key: str) -> MeetingKind:
    """
    Return the kind of that key.

    :raises LookupError: if there is none
    """
    return _kinds[key]


def meeting_kinds() -> list[MeetingKind]:
    """Return every kind, in the order in which they were made known."""
    return list(_kinds.values())


def kinds_planned_freely() -> list[MeetingKind]:
    """Return the kinds that are planned as any meeting, not from what they are about."""
    return [kind for kind in meeting_kinds() if not kind.planned_from]


def agenda_sources(kind: str) -> list[tuple[int, str, AgendaSource]]:
    """Return what gives lines to agendas of that kind, in the order of the agenda."""
    return sorted(_agendas.get(kind, []), key=lambda source: source[:2])


def paper_sources(kind: str) -> list[PaperSource]:
    """Return what names papers for meetings of that kind."""
    return _papers.get(kind, [])


def hindrance_sources(kind: str) -> list[HindranceSource]:
    """Return what may keep meetings of that kind from being held."""
    return _hindrances.get(kind, [])
