"""One timeline of what was written on a record and what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.models import Event, User
from core.sentences import Names, tell
from records.models import Category, Entry, Record
from workflow.selectors import linked_titles


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: `kind` is "public", "internal" or "event"."""

    kind: str
    author: str
    at: datetime
    text: str
    icon: str
    order: int
    recorded_at: datetime | None = None
    is_automatic: bool = False


def timeline_of(record: Record, reader: User) -> list[Moment]:
    """Return everything that one of staff may know of the record, newest first."""
    events = list(
        Event.objects.of(record.pk)
        .exclude(name="records.entry_added")
        .select_related("actor", "data")
    )
    names = {**names_in(events), "item": linked_titles(events, reader)}
    moments = [*_told(events, names), *_written(record)]
    return sorted(moments, key=lambda one: (one.at, one.order), reverse=True)


def _told(events: Iterable[Event], names: Names) -> Iterable[Moment]:
    for event in events:
        text, icon = tell(event, names)
        if text:
            yield Moment(
                "event",
                str(event.actor),
                event.occurred_at,
                text,
                icon,
                event.pk,
                event.recorded_at if event.is_late else None,
            )


def _written(record: Record) -> Iterable[Moment]:
    entries = Entry.objects.filter(record_id=record.pk)
    for entry in entries.select_related("author", "event"):
        yield Moment(
            entry.visibility,
            str(entry.author),
            entry.written_at,
            entry.text,
            "",
            entry.event_id,
            entry.event.recorded_at if entry.event.is_late else None,
            entry.is_automatic,
        )


def names_in(events: Iterable[Event]) -> dict[str, dict[Any, str]]:
    """Return the names of all teams, people and things in the events, in one query."""
    wanted = _ids(events)
    sources: dict[str, QuerySet[Any]] = {
        "team": Team.objects.all(),
        "person": Person.objects.all(),
        "organisation": Organisation.objects.all(),
        "service": Service.objects.all(),
        "category": Category.objects.all(),
    }
    first, *others = [
        source.filter(pk__in=wanted[kind])
        .order_by()
        .values_list(Value(kind), F("pk"), F("name"))
        for kind, source in sources.items()
    ]
    names: dict[str, dict[Any, str]] = {kind: {} for kind in sources}
    for kind, pk, name in first.union(*others, all=True):
        names[kind][pk] = name
    return names


def _ids(events: Iterable[Event]) -> dict[str, set[int]]:
    fields = {
        "team": "team",
        "assignee": "person",
        "customer": "organisation",
        "supplier": "organisation",
        "service": "service",
        "category": "category",
    }
    wanted: dict[str, set[int]] = {kind: set() for kind in fields.values()}
    for event in events:
        for field, kind in fields.items():
            values = [event.facts.get(field), *event.changes.get(field, [])]
            wanted[kind].update(value for value in values if isinstance(value, int))
    return wanted
