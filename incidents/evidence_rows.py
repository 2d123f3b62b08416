"""What is stored of incidents, and which events may change it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.evidence import (
    Change,
    Parts,
    joined,
    own_rows,
    part_hash,
    personal,
    register_rows,
    rows_below,
)
from core.models import Event
from incidents.models import Incident
from records.choices import OPEN_PHASES
from records.models import Entry, Holding
from slm.models import Clock, Point
from slm.services import clock_differences


def incident_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return incidents with their entries, holdings, clocks and these clocks' ledgers."""
    own = Q(record__in=ids)
    points = Point.objects.filter(clock__record__in=ids)
    return joined(
        own_rows(Incident, ids),
        rows_below(Entry.objects.filter(own), "record", "entry"),
        rows_below(Holding.objects.filter(own), "record", "holding", apart=("to_at",)),
        rows_below(Clock.objects.filter(own), "record", "clock"),
        rows_below(points, "clock__record", "ledger"),
    )


def explains_incident(change: Change) -> bool:
    """Whether an event accounts for a change of an incident."""
    name, _space, rest = change.part.partition(" ")
    if name == "clock":
        return change.value is not None and _is_derived(change)
    if name == "ledger":
        return change.is_written_since() and _is_derived(change)
    if change.is_written_since():
        return True
    if name == "holding" and rest.endswith(" to_at"):
        return _holding_ended(change)
    return any(
        part_hash(value) == part_hash(change.value)
        for event in change.since
        for value in _said(change.part, event, change.value)
    )


def _is_derived(change: Change) -> bool:
    # Clocks follow from the record's events and the calendars, with which they change
    # too; so whether they do is the question.
    return not clock_differences(record_id=change.item_id)


def _holding_ended(change: Change) -> bool:
    pk = int(change.part.split()[1])
    if not change.was and Holding.objects.filter(
        pk=pk, event__in=[event.pk for event in change.since]
    ):
        return True
    ended = change.recorded("records.held", "records.moved")
    return not change.was and change.value in [event.occurred_at for event in ended]


Says = Callable[[Event, Any], Sequence[Any]]


def _said(part: str, event: Event, present: Any) -> Sequence[Any]:
    """Return what the event may have made of a field, beside what its changes say."""
    if part not in SAID:
        return ()
    name, says = SAID[part]
    return says(event, present) if event.name.startswith(name) else ()


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _reopened(event: Event, present: Any) -> Sequence[Any]:
    before, after = event.changes["phase"]
    return (present,) if after in OPEN_PHASES and before not in OPEN_PHASES else ()


def _when_moved(event: Event, present: Any) -> Sequence[Any]:
    # It is set when the record ends, and emptied when it is opened again.
    is_open = event.changes["phase"][1] in OPEN_PHASES
    return (None,) if is_open else (event.occurred_at,)


def _edited(event: Event, present: Any) -> Sequence[Any]:
    return (present,) if "requester" in event.facts["fields"] else ()


# For each field, the events that set it and what they say that it became.
SAID: Mapping[str, tuple[str, Says]] = {
    "version": ("records.", lambda event, present: (present,)),
    "updated_at": ("records.", lambda event, present: (event.occurred_at,)),
    "waiting_for": (
        "records.moved",
        lambda event, present: (event.facts["waiting_for"],),
    ),
    "expected_at": (
        "records.moved",
        lambda event, present: (_instant(event.facts["expected_at"]),),
    ),
    "resolved_at": ("records.moved", _when_moved),
    "closed_at": ("records.moved", _when_moved),
    "reopen_count": ("records.moved", _reopened),
    "requester": ("records.edited", _edited),
    "priority_reason": (
        "records.reclassified",
        lambda event, present: ("", personal(event).get("reason")),
    ),
    "resolution": (
        "incident.resolved",
        lambda event, present: (personal(event).get("resolution"),),
    ),
    "close_code": (
        "incident.resolved",
        lambda event, present: (personal(event).get("close_code"),),
    ),
}

register_rows("incident", incident_rows, explains_incident)
