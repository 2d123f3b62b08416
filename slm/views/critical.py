"""Whoever takes a service away in a critical business period is told so first."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.evidence import Period
from slm.selectors.affected import critical_periods

ASKED = ("start", "end", "record", "service", "customer", "agreement")


def critical_notices(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """Return what the form shows of critical periods; nothing once that has been read."""
    asked = "/".join(request.POST.get(name, "") for name in ASKED)
    if not form.is_valid() or request.POST.get("confirmed_for") == asked:
        return {}
    given = form.cleaned_data
    # What failed by itself is not put off.
    if not given.get("is_planned", True):
        return {}
    record, customer = given.get("record"), given["customer"]
    customer_id = customer.pk if customer else getattr(record, "customer_id", None)
    found = critical_periods(
        Period(given["start"], given["end"] or given["start"]),
        service=given["service"] or getattr(record, "service", None),
        customer_id=customer_id,
        agreement=given.get("agreement"),
    )
    if not found:
        return {}
    heading = _(
        "It falls into a critical business period. Send it again if it must be."
    )
    return {"notices": [(heading, found)], "confirmed_for": asked}
