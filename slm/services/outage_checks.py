"""Whether an outage can have been as somebody says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from slm.models import Outage
from slm.models.outage import SCOPE

LONGEST = timedelta(days=366)
# Nobody plans, or remembers, what lies further from now.
NEAR = timedelta(days=5 * 366)
# Clocks of systems that report differ a little from ours.
AHEAD = timedelta(minutes=5)


def check_outage(outage: Outage, at: datetime) -> None:
    """:raises ValidationError: if it cannot have been so, naming the field"""
    start, end = outage.start, outage.end
    if abs(start - at) > NEAR:
        message = _("It must begin within five years from now, before or after.")
        raise ValidationError({"start": message})
    if end and end <= start:
        raise ValidationError({"end": _("It must end after it starts.")})
    if end and end - start > LONGEST:
        raise ValidationError({"end": _("No outage lasts longer than a year.")})
    if outage.is_planned and not end:
        raise ValidationError({"end": _("Say when what is planned ends.")})
    if not outage.is_planned:
        _check_past(outage, at)
    _check_order(outage)
    if outage.record and outage.record.service_id not in (None, outage.service_id):
        message = _("%(record)s is about %(service)s.")
        values = {"record": outage.record.number, "service": outage.record.service}
        raise ValidationError({"service": message % values})
    outage.full_clean(exclude=["item"])


def check_planned(outage: Outage, before: Mapping[str, Any], at: datetime) -> None:
    """
    Refuse to call planned what was not announced so before it began.

    Neither for so long, nor for that part of that service, that customer and that loss.
    """
    if not outage.is_planned or outage.start > at:
        return
    start, end = before.get("start"), before.get("end")
    announced = (outage.service_id, outage.component, outage.customer_id, outage.loss)
    was_planned = bool(before.get("is_planned") and start and end) and announced == (
        tuple(before[name] for name in ("service", "component", "customer", "loss"))
    )
    goes_on = outage.end is None or (end is not None and outage.end > end)
    begins = start is not None and outage.start < start
    if not was_planned or begins or goes_on:
        message = _("Only what was announced before it began is planned.")
        raise ValidationError({"is_planned": message})


def announce(outage: Outage, before: Mapping[str, Any], at: datetime) -> None:
    """Note since when what is planned is known as it stands: anew, if it takes more."""
    if not outage.is_planned:
        outage.announced_at = None
        return
    start, end = before.get("start"), before.get("end")
    is_other = not before.get("is_planned") or any(
        before[name.removesuffix("_id")] != getattr(outage, name) for name in SCOPE
    )
    begins_earlier = start is None or outage.start < start
    ends_later = end is None or outage.end is None or outage.end > end
    if is_other or begins_earlier or ends_later:
        outage.announced_at = at


def _check_past(outage: Outage, at: datetime) -> None:
    for name, value in outage.instants():
        if value > at + AHEAD:
            raise ValidationError({name: _("This has not happened yet.")})


def _check_order(outage: Outage) -> None:
    told = list(outage.instants())
    for (_name, earlier), (name, later) in pairwise(told):
        if later < earlier:
            message = _("This is before what came before it.")
            raise ValidationError({name: message})
