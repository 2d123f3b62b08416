"""
Incidents of which no two need have had the same life; everything by the services.

As in the log of a real desk about a quarter is still open when the month has ended.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Team
from benchmarks.setting import Setting
from core.lifecycle import TransitionNotAllowed
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    start_incident,
)
from records.services import add_entry, lock_record, reclassify_record

MINUTE = timedelta(minutes=1)
PAUSES = (3, 20, 90, 240, 700, 1800)
Doing = dict[str, Any]
Act = Callable[[random.Random, str, Doing], object]


def _classify(dice: random.Random, number: str, by: Doing) -> None:
    impact, urgency = dice.randint(1, 3), dice.randint(1, 3)
    record = lock_record(Incident.objects.all(), number=number)
    reclassify_record(record, impact=impact, urgency=urgency, reason="x", **by)


def _write(dice: random.Random, number: str, by: Doing) -> None:
    record = lock_record(Incident.objects.all(), number=number)
    visibility = dice.choice(("public", "internal"))
    add_entry(record, text="x", visibility=visibility, **by)


def _hand_over(dice: random.Random, number: str, by: Doing) -> None:
    team = dice.choice(list(Team.objects.order_by("-pk")[:3]))
    assign_incident(number=number, team=team, person=None, **by)


def _pend(dice: random.Random, number: str, by: Doing) -> None:
    about = {"waiting_for": dice.choice(("customer", "supplier")), "reason": "x"}
    by |= {**about, "expected_at": by["at"] + timedelta(days=1)}
    pend_incident(number=number, **by)


def _resolve(_dice: random.Random, number: str, by: Doing) -> None:
    resolve_incident(number=number, resolution="x", close_code="solved", **by)


def _cancel_now_and_then(dice: random.Random, number: str, by: Doing) -> None:
    if dice.random() < 0.1:
        cancel_incident(number=number, reason="x", **by)


ACTS: list[Act] = [
    _classify,
    _write,
    _write,
    _hand_over,
    _pend,
    _resolve,
    _resolve,
    _cancel_now_and_then,
    lambda _dice, number, by: start_incident(number=number, **by),
    lambda _dice, number, by: resume_incident(number=number, **by),
    lambda _dice, number, by: reopen_incident(number=number, reason="x", **by),
]


def live(dice: random.Random, setting: Setting, at: datetime) -> Incident:
    """
    Open an incident and let things happen to it; some of it will be refused.

    At last most are resolved, as far as they are not yet.
    """
    incident = setting.open(at, "Lived")
    for _act in range(dice.randint(1, 9)):
        at += dice.choice(PAUSES) * MINUTE
        by: Doing = {"actor": setting.actor, "at": at}
        _try(dice.choice(ACTS), dice, incident.number, by)
    if dice.random() < 0.5:
        _try(_resolve, dice, incident.number, {"actor": setting.actor, "at": at})
    return incident


def _try(act: Act, dice: random.Random, number: str, by: Doing) -> None:
    try:
        with transaction.atomic():
            act(dice, number, by)
    except (TransitionNotAllowed, ValidationError):
        return
