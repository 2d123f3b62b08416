"""The assessment of last year, carried out, and that of this year, under way."""

from datetime import datetime, timedelta
from typing import Any

from catalogue.services import edit_service
from core.models import User
from slm.models import CapabilityAssessment
from slm.selectors.capability import updates_of
from slm.services import (
    assess_service,
    carry_out_assessment,
    decide_assessment,
    note_catalogue_update,
    plan_assessment,
    start_assessment,
)
from sms.demo import world

DAY = timedelta(days=1)
KEEP = {
    "demand": "About as much as in the year before.",
    "capability": "The team and its tools are enough for it.",
    "decision": "keep",
}
EXTEND = {
    "demand": "A tenth more mailboxes, and more storage for each.",
    "capability": "Storage is enough for what there is today.",
    "gap": "Storage for the mailboxes to come.",
    "decision": "extend",
    "change": "Extend the storage of the mail servers",
}


def settle_capability(anchor: datetime) -> None:
    """Assess both years, through the services."""
    if CapabilityAssessment.objects.exists():
        return
    manager = User.objects.get(email=world.MANAGER.email)
    _last_year(anchor.replace(year=anchor.year - 1, month=11, day=3), manager)
    _this_year(anchor - 6 * DAY, anchor, manager)


def _last_year(at: datetime, manager: User) -> None:
    who: dict[str, Any] = {"actor": manager}
    number = plan_assessment(year=at.year, plan=_plan(at), at=at, **who).number
    begun = start_assessment(number=number, at=at + DAY, **who)
    lines = list(begun.lines.select_related("service__item").order_by("service__name"))
    for place, line in enumerate(lines):
        values = KEEP if place else EXTEND
        assess_service(
            number=number, line_id=line.pk, values=values, at=at + 2 * DAY, **who
        )
    decide_assessment(number=number, at=at + 9 * DAY, **who)
    if lines:
        _update(number, lines[0], at + 20 * DAY, manager)
    carry_out_assessment(number=number, at=at + 21 * DAY, **who)


def _plan(at: datetime) -> str:
    return f"Plan for services and capacity {at.year}, version 1"


def _update(number: str, line: Any, at: datetime, manager: User) -> None:
    who: dict[str, Any] = {"actor": manager, "at": at}
    summary = f"{line.service.summary}, with more storage"
    edit_service(number=line.service.number, summary=summary.strip(), **who)
    events, _catalogues = updates_of(line)
    note_catalogue_update(number=number, line_id=line.pk, event=events[0], **who)


def _this_year(at: datetime, anchor: datetime, manager: User) -> None:
    who: dict[str, Any] = {"actor": manager}
    plan = _plan(anchor)
    number = plan_assessment(year=anchor.year, plan=plan, at=at, **who).number
    begun = start_assessment(number=number, at=at + DAY, **who)
    for line in begun.lines.order_by("service__name")[:2]:
        assess_service(
            number=number, line_id=line.pk, values=KEEP, at=at + 2 * DAY, **who
        )
