"""What is stored of repairs, which events may change it, and what tells of it."""

from collections.abc import Sequence
from datetime import date

from core.canonical import canonical_json, plain, sha256
from core.evidence_rows import Change, Parts, own_rows, register_rows
from core.models import Event
from slm.models import Repair

MOVES = ("counted", "approved", "rejected", "retracted")
MOVED = tuple(f"repair.{done}" for done in MOVES)


def has_untold_repairs() -> bool:
    """Whether a repair counts that nobody recorded as approved, as it is stored."""
    return any(not _is_told(one) for one in Repair.objects.approved())


def _is_told(repair: Repair) -> bool:
    events = Event.objects.filter(item=repair.pk).select_related("data", "seal")
    told = {event.name: event for event in events if not event.fault()}
    asked = told.get("repair.requested")
    if asked is None or "repair.approved" not in told:
        return False
    stored: dict[str, int | date | None] = {
        "calendar_version": repair.calendar_version_id,
        "agreement_version": repair.agreement_version_id,
        "effective_on": repair.effective_on,
    }
    said = {name: value for name, value in plain(stored).items() if value is not None}
    return said == {name: pair[1] for name, pair in asked.changes.items()}


def repair_rows(ids: Sequence[int]) -> dict[int, Parts]:
    return own_rows(Repair, ids)


def explains_decided(change: Change) -> bool:
    """Whether what was decided since accounts for a change of what was asked for."""
    if change.part == "effect" and not change.is_none:
        effect = sha256(canonical_json(change.value))
        return any(one.facts.get("effect") == effect for one in change.since)
    return change.follows()


register_rows("repair", repair_rows, explains=explains_decided, counted=MOVED)
