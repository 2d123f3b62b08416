"""Which causes were said of a breach, an outage or a missed month, one after another."""

from typing import Any

from core.models import Event
from core.trail import Told, told
from slm.selectors.unexplained import MissedMonth


def causes_said(name: str, item_id: int, **facts: Any) -> list[Told]:
    """Return what was said, the newest first, by whom and instead of what."""
    events = Event.objects.of(item_id).named(name).filter(facts__contains=facts)
    return told(list(events.select_related("actor", "data", "item").reverse()))


def said_of_month(missed: MissedMonth) -> list[Told]:
    """Return which causes were said of a missed target of a month, the newest first."""
    row = missed.row
    return causes_said(
        "month.explained",
        row.version.agreement_id,
        target=row.target.pk,
        service=row.service.pk if row.service else None,
        month=row.month.isoformat(),
    )
