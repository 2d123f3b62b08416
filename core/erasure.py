"""Where the personal values of people stand in the trail: each app knows its own."""

from collections.abc import Callable

from django.db.models import QuerySet

from core.models import Event

# Recorded when personal values are removed; the one lawful way to lose them.
ERASED = "person.erased"

Traces = Callable[[int], "QuerySet[Event]"]

_traces: list[Traces] = []


def register_traces(events_about: Traces) -> None:
    """Name what finds the events whose personal values are those of a person, by id."""
    _traces.append(events_about)


def traces_of(person_id: int) -> list[int]:
    """Return the ids of all events whose personal values are those of a person."""
    found = {
        pk
        for events_about in _traces
        for pk in events_about(person_id)
        .filter(data__isnull=False)
        .values_list("pk", flat=True)
    }
    return sorted(found)
