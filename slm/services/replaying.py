"""Keeping what a replay by other terms came to."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.models import check_days
from core.canonical import canonical_json, sha256
from core.events import record_event
from core.models import User
from core.numbers import new_item
from core.periods import days
from slm.models import WhatIf
from slm.permissions import may_manage
from slm.selectors import Substitution, replay, replay_data, replayed_months
from slm.selectors.month_promises import promises_in

LONGEST = 366


def check_what_if(
    *,
    terms: Substitution,
    first_on: date,
    last_on: date,
    actor: User,
    at: datetime,
) -> None:
    """
    Refuse what cannot be replayed.

    :raises PermissionDenied: if the actor may not manage the agreement
    :raises ValidationError: if the days are no period of the past, the share is none, or
        no target counts by the calendar of which a version is given
    """
    if not may_manage(actor, terms.agreement):
        raise PermissionDenied
    check_days(first_on=first_on, last_on=last_on)
    if last_on < first_on:
        raise ValidationError({"last_on": _("It cannot end before it starts.")})
    if (last_on - first_on).days >= LONGEST:
        raise ValidationError({"last_on": _("No longer than a year is replayed.")})
    if days(first_on, last_on).start > at:
        raise ValidationError(
            {"first_on": _("That lies ahead: nothing is known of it.")}
        )
    if not 1 <= terms.percent <= 1000:
        raise ValidationError({"percent": _("Between 1 and 1000 percent.")})
    if (drafted := terms.calendar_version) is None:
        return
    if drafted.calendar_id not in _calendars_of(terms):
        message = _("None of these targets counts by %s.") % drafted.calendar
        raise ValidationError({"calendar_version": message})


def _calendars_of(terms: Substitution) -> set[int]:
    """Return the calendars by which the targets count, of records and of a month."""
    found = {one.calendar_id for one in terms.rules()}
    of_months = promises_in([terms.version])
    return found | {terms.calendar_id or one.calendar_id for one in of_months}


def replay_what_if(
    *,
    terms: Substitution,
    first_on: date,
    last_on: date,
    keep: Callable[[Any], object],
    tell: Callable[[int, int], object],
    actor: User,
    at: datetime,
) -> WhatIf:
    """
    Replay a period by other terms and keep what comes out; raises as `check_what_if`.

    Nothing else is changed. `keep(item)` is told of the result in its transaction.
    """
    span: Mapping[str, Any] = {"first_on": first_on, "last_on": last_on}
    check_what_if(terms=terms, **span, actor=actor, at=at)
    period = days(first_on, last_on)
    found = replay(terms, period, tell=tell)
    months = replayed_months(terms, period, at=at)
    made = WhatIf(
        agreement=terms.agreement,
        version_number=terms.version.number,
        calendar_id=terms.calendar_id,
        calendar_version=terms.calendar_version,
        percent=terms.percent,
        **span,
        data={**replay_data(found, terms), "months": months},
        made_at=at,
        made_by=actor,
    )
    with transaction.atomic():
        made.item = new_item("what_if")
        made.save(force_insert=True)
        facts = _facts(made)
        record_event("what_if.made", item=made.item, actor=actor, at=at, facts=facts)
        keep(made.item)
    return made


def _facts(made: WhatIf) -> dict[str, Any]:
    return {
        "agreement": made.agreement_id,
        "version": made.version_number,
        "calendar": made.calendar_id,
        "calendar_version": made.calendar_version_id,
        "percent": made.percent,
        "first_on": made.first_on,
        "last_on": made.last_on,
        "records": made.data["records"],
        "differing": made.data["differing"],
        "data_hash": sha256(canonical_json(made.data)),
    }
