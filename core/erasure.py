"""Where the personal values of people stand in the trail: each app knows its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.canonical import part_hash
from core.models import Event

# Recorded when personal values are removed; the one lawful way to lose them.
ERASED = "person.erased"

Traces = Callable[[int], "QuerySet[Event]"]


@dataclass(frozen=True, slots=True)
class _Source:
    """What finds events about a person, how they are called, and what in them names."""

    events_about: Traces
    names: Sequence[str]
    naming: Sequence[str]


_sources: list[_Source] = []


def register_traces(
    events_about: Traces, *, names: Sequence[str] = (), naming: Sequence[str] = ()
) -> None:
    """
    Name what finds the events whose personal values are those of a person, by id.

    They are of these `names`, or say in their facts whom they are about. Of the former
    only the values in `naming` are about the person: of the others hashes are kept.
    """
    _sources.append(_Source(events_about, names, naming))


def traces_of(person_id: int) -> list[int]:
    """Return the ids of all events whose personal values are those of a person."""
    found = {
        pk
        for source in _sources
        for pk in source.events_about(person_id)
        .filter(data__isnull=False)
        .values_list("pk", flat=True)
    }
    return sorted(found)


def is_trace(event: Event, erasure: Event) -> bool:
    """Whether the event may have lost its personal values to that erasure."""
    names = {name for source in _sources for name in source.names}
    is_about = event.facts.get("person") == erasure.facts["person"]
    return event.name in names or is_about


def names_somebody(event: Event, field: str) -> bool:
    """Whether that value of an event, which may be lost, is about the person alone."""
    known = [source.naming for source in _sources if event.name in source.names]
    return not known or any(field in naming for naming in known)


def hashes_of(event_ids: Sequence[int]) -> dict[str, dict[str, list[str]]]:
    """Return, by event, the hashes of befores and afters that name nobody."""
    naming = {name: source.naming for source in _sources for name in source.names}
    rows = Event.objects.named(*naming).filter(pk__in=event_ids).select_related("data")
    return {
        str(event.pk): {
            field: [part_hash(value) for value in pair]
            for field, pair in event.data.values.items()
            if field not in naming[event.name] and isinstance(pair, list)
        }
        for event in rows
    }
