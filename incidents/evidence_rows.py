"""What is stored of incidents and other records, and which events may change it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q

from core.canonical import part_hash
from core.evidence_rows import (
    ANY,
    Change,
    Pair,
    Parts,
    has_row,
    joined,
    own_rows,
    personal,
    register_rows,
    rows_below,
    told_of,
)
from core.models import Event
from incidents.evidence_beside import (
    is_attachment,
    is_crossing,
    is_rating,
    keeps_beside,
    removed_at,
    rows_beside,
)
from incidents.models import Incident
from records.choices import OPEN_PHASES, Phase
from records.models import Entry, Holding, Record
from slm.evidence_rows import has_followed, is_told
from slm.models import Clock, Point
from slm.services import clock_differences

HELD, MOVED, OPENED = "records.held", "records.moved", "records.opened"
HANDED, TAKEN_BACK = "records.handed_to_supplier", "records.taken_back"
ENTRY_ADDED = "records.entry_added"
EDITED, RECLASSIFIED = "records.edited", "records.reclassified"
RESOLVED = "incident.resolved"
# What an improvement is to bring, beside the words of any record.
CHANGED = "improvement.changed"
# What is recorded of a record without storing anything in its row.
APART = (OPENED, "records.rated")
ENDED = (Phase.DONE, Phase.CLOSED, Phase.VOID)
# Into other hands: what ends a holding, and begins the next.
PASSED_ON = (HELD, HANDED, TAKEN_BACK)
# What becomes of a holding after it began.
LATER = ("to_at", "supplier_reference")


def record_rows(model: type[Record], ids: Sequence[int]) -> dict[int, Parts]:
    """Return records with all that is stored of them, row by row."""
    own = Q(record__in=ids)
    points = Point.objects.filter(clock__record__in=ids)
    return joined(
        own_rows(model, ids),
        rows_below(Entry.objects.filter(own), "record", "entry"),
        rows_below(Holding.objects.filter(own), "record", "holding", apart=LATER),
        rows_below(Clock.objects.filter(own), "record", "clock"),
        rows_below(points, "clock__record", "ledger"),
        *rows_beside(ids),
    )


def explains_record(change: Change) -> bool:
    """Whether the events recorded since account for a change of a record."""
    name, _space, rest = change.part.partition(" ")
    if not rest:
        return _is_own(change)
    derived = BESIDE.get(rest.partition(" ")[2])
    if derived:
        return part_hash(derived(change)) == part_hash(change.value)
    return name in ROWS and (change.is_none or ROWS[name](change))


def _is_own(change: Change) -> bool:
    """Whether events account for a field of the record's own row."""
    derived = DERIVED.get(change.part)
    if derived:
        return part_hash(derived(change)) == part_hash(change.value)
    return change.follows(_told)


def keeps_record(event: Event, parts: Parts) -> bool:
    """Whether what an event stored beside the record is still there, and once."""
    if event.name == ENTRY_ADDED:
        return has_row(parts, "entry", event=event.pk)
    if _begins_holding(event):
        return has_row(parts, "holding", event=event.pk)
    return keeps_beside(event, parts)


def _begins_holding(event: Event) -> bool:
    facts = event.facts
    if facts.get("phase") not in OPEN_PHASES:
        return False
    is_held = bool(facts["team"] or facts["assignee"] or facts.get("supplier"))
    if event.name == MOVED:
        return is_held and event.changes["phase"][0] in ENDED
    return is_held and event.name in PASSED_ON


def _is_clock(change: Change) -> bool:
    # Clocks follow from the record's events, the agreements and the calendars, with
    # which they change too; so whether they do is the question, and whether these are
    # what was agreed.
    if "clocks follow" not in change.found:
        differing = clock_differences(record_id=change.item_id)
        change.found["clocks follow"] = not differing
    follows = change.value is not None and change.found["clocks follow"]
    return bool(follows and (change.is_none or _is_lawful(change)))


def _is_lawful(change: Change) -> bool:
    """Whether something recorded may have moved the clocks, by terms that are told."""
    if "terms told" not in change.found:
        change.found["terms told"] = is_told(change.item_id)
    last = change.history[-1].pk
    has_cause = bool(change.since) or has_followed(change.item_id, last)
    return bool(has_cause and change.found["terms told"])


def _is_point(change: Change) -> bool:
    """Whether it is a new point, in its place; a ledger is only ever added to."""
    if change.was:
        return False
    places = Point.objects.filter(clock=change.value["clock"]).values_list("seq")
    in_order = [place for (place,) in places.order_by("seq")]
    is_in_place = in_order == list(range(1, len(in_order) + 1))
    return is_in_place and _is_clock(change)


def _written(event: Event) -> Mapping[str, Any]:
    """Return what the entry is that the event recorded."""
    return {
        "record": event.item_id,
        "author": event.actor_id,
        "text": ANY if event.has_lost_values else personal(event).get("text"),
        "visibility": event.facts.get("visibility"),
        "is_automatic": event.facts.get("is_automatic"),
        "written_at": event.occurred_at,
    }


def _held(event: Event) -> Mapping[str, Any]:
    """Return what the holding is that began with the event."""
    return {
        "record": event.item_id,
        "team": event.facts.get("team"),
        "person": event.facts.get("assignee"),
        "supplier": event.facts.get("supplier"),
        "is_in_control": event.facts.get("supplier_in_control"),
        "from_at": event.occurred_at,
    }


def _is_holding(change: Change) -> bool:
    begun = [event.pk for event in change.since if _begins_holding(event)]
    return change.is_written(_held) and change.value["event"] in begun


def _end_of_holding(change: Change) -> Any:
    """Return when the holding ended: with the next that was, or with the record."""
    for event in _since_it_began(change):
        if _ends_holding(event):
            return event.occurred_at
    return None


def _reference_of_holding(change: Change) -> Any:
    """Return under which number the supplier last had it while the holding lasted."""
    began = _began_with(change)
    reference = ""
    for event in change.history:
        if began is None or (event.pk > began and _ends_holding(event)):
            break
        reference = event.changes.get("supplier_reference", [reference])[-1]
    return reference


def _since_it_began(change: Change) -> list[Event]:
    began = _began_with(change)
    return [one for one in change.history if began is not None and one.pk > began]


def _began_with(change: Change) -> int | None:
    holdings = Holding.objects.filter(pk=int(change.part.split()[1]))
    return holdings.values_list("event_id", flat=True).first()


def _ends_holding(event: Event) -> bool:
    is_over = event.name == MOVED and event.changes["phase"][1] in ENDED
    return is_over or event.name in PASSED_ON


def _noted(change: Change) -> list[Event]:
    return [
        event
        for event in change.history
        if event.name == CHANGED
        or (event.name.startswith("records.") and event.name not in APART)
    ]


def _version(change: Change) -> int:
    return 1 + len(_noted(change))


def _updated_at(change: Change) -> Any:
    opened = [event for event in change.history if event.name == OPENED]
    return max(event.occurred_at for event in [*opened, *_noted(change)])


def _reopenings(change: Change) -> int:
    moves = [event.changes["phase"] for event in _noted(change) if event.name == MOVED]
    return sum(
        was in (Phase.DONE, Phase.CLOSED) and now in OPEN_PHASES for was, now in moves
    )


ROWS: Mapping[str, Callable[[Change], bool]] = {
    "clock": _is_clock,
    "ledger": _is_point,
    "entry": lambda change: change.is_written(_written),
    "holding": _is_holding,
    "crossing": is_crossing,
    "rating": is_rating,
    "attachment": is_attachment,
}
# When a row that stays came to its end.
BESIDE: Mapping[str, Callable[[Change], Any]] = {
    "to_at": _end_of_holding,
    "supplier_reference": _reference_of_holding,
    "removed_at": removed_at,
}
# What is counted or reckoned from the events, and so must agree with them.
DERIVED: Mapping[str, Callable[[Change], Any]] = {
    "version": _version,
    "updated_at": _updated_at,
    "reopen_count": _reopenings,
}


def _told(part: str, event: Event) -> Pair | None:
    """Return what an event says of a field: by its changes, else by what it is."""
    if pair := told_of(part, event):
        return pair
    name, says = SAID.get(part, ("", None))
    return says(event) if says and event.name == name else None


def _waiting_for(event: Event) -> Pair:
    return ANY, event.facts["waiting_for"]


def _expected_at(event: Event) -> Pair:
    return ANY, event.changes.get("expected_at", [event.facts["expected_at"]])[-1]


def _resolved_at(event: Event) -> Pair | None:
    was, now = event.changes["phase"]
    if now in OPEN_PHASES:
        return ANY, None
    stays = now == Phase.VOID or was in (Phase.DONE, Phase.CLOSED)
    return None if stays else (ANY, event.occurred_at)


def _closed_at(event: Event) -> Pair:
    is_closed = event.changes["phase"][1] == Phase.CLOSED
    return ANY, event.occurred_at if is_closed else None


def _requester(event: Event) -> Pair | None:
    # Earlier releases kept no id: that it changed is all they say.
    return (ANY, ANY) if "requester" in event.facts["fields"] else None


def _priority_reason(event: Event) -> Pair | None:
    if not event.facts["is_overridden"]:
        return ANY, ""
    if "priority" not in event.changes:
        return None
    return ANY, ANY if event.has_lost_values else personal(event).get("reason")


def _resolution(event: Event) -> Pair:
    return ANY, ANY if event.has_lost_values else personal(event).get("resolution")


def _close_code(event: Event) -> Pair:
    return ANY, ANY if event.has_lost_values else personal(event).get("close_code")


# For each field, the event that sets it whatever it was, and to what.
SAID: Mapping[str, tuple[str, Callable[[Event], Pair | None]]] = {
    "waiting_for": (MOVED, _waiting_for),
    "expected_at": (MOVED, _expected_at),
    "resolved_at": (MOVED, _resolved_at),
    "closed_at": (MOVED, _closed_at),
    "requester": (EDITED, _requester),
    "priority_reason": (RECLASSIFIED, _priority_reason),
    "resolution": (RESOLVED, _resolution),
    "close_code": (RESOLVED, _close_code),
}

register_rows(
    "incident",
    partial(record_rows, Incident),
    explains=explains_record,
    keeps=keeps_record,
)
