"""Saying, each once, that what a goal of the month allows is nearly or wholly used up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.events import record_event
from core.locks import lock_name
from core.models import Event, User
from core.periods import first_of
from core.periods import month as month_period
from slm.choices import BREACH, LATE, Leg, Outlook
from slm.selectors import month_results
from slm.selectors.month_outlook import MonthForecast, forecasts_of_months
from slm.selectors.month_promises import Subject, subjects_of

USED = "agreement.allowance_used"
# What a warning is about, and of which service.
Key = tuple[Subject, int | None]


@transaction.atomic
def warn_of_months(*, actor: User, at: datetime) -> int:
    """
    Record which targets of this month have used up three quarters of what it allows, or all.

    Once for each of what an agreement promises, and service; a version that comes into
    force within the month warns of the same no second time. What passed both is told of
    the greater alone. Safe to run at any time, and twice. Returns how many were recorded.
    """
    lock_name(USED)
    first, told = first_of(at), 0
    rows = month_results(month_period(first), at=at, legs=Leg.values)
    reached = [one for one in forecasts_of_months(rows) if _reached(one)]
    subjects = subjects_of({one.row.version.agreement_id for one in reached})
    known = _told(first, subjects)
    for ahead in reached:
        percent, service = _reached(ahead), ahead.row.service
        key = subjects[ahead.row.target.pk], service.pk if service else None
        if percent <= known.get(key, 0):
            continue
        known[key] = percent
        facts: dict[str, Any] = {
            "target": ahead.row.target.pk,
            "service": service.pk if service else None,
            "month": first.isoformat(),
            "percent": percent,
            "is_lost": ahead.outlook == Outlook.LOST,
        }
        item = ahead.row.version.agreement.item
        record_event(USED, item=item, actor=actor, at=at, facts=facts)
        told += 1
    return told


def _told(first: date, subjects: Mapping[int, Subject]) -> dict[Key, int]:
    """Return the greatest that was told of this month, by what it was about."""
    events = Event.objects.named(USED).filter(
        facts__month=first.isoformat(), facts__target__in=list(subjects)
    )
    found: dict[Key, int] = {}
    for facts in events.values_list("facts", flat=True):
        key = subjects[facts["target"]], facts["service"]
        found[key] = max(facts["percent"], found.get(key, 0))
    return found


def _reached(ahead: MonthForecast) -> int:
    if ahead.outlook == Outlook.LOST:
        return BREACH
    return next((one for one in (BREACH, LATE) if (ahead.used or 0) >= one), 0)
