"""The outages of a month as a customer is told of them, to freeze and in words again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalogue.models import Service
from core.evidence import Period
from core.periods import first_of
from slm.availability import FULL, Line
from slm.choices import Loss, OutageState, Unagreed
from slm.models import AgreementVersion, Outage, OutageCause
from slm.selectors.availability import Reckoned
from slm.selectors.month_words import cause_words
from slm.selectors.overview import service_month

Row = tuple[int, dict[str, Any]]


def outages_told(
    period: Period,
    *,
    at: datetime,
    customer: Organisation,
    service_id: int | None = None,
) -> list[dict[str, Any]]:
    """
    Return what befell the customer's services in a month, as JSON keeps it.

    Each counts as its service's page has it: by what was promised of the availability,
    else by the service's own hours. Times are seconds; what is internal is left out.
    """
    held = AgreementVersion.objects.within(period).promised_to(customer.pk)
    services = Service.objects.filter(
        Q(entitlements__customer=customer) | Q(agreement_versions__in=held)
    )
    hit = Outage.objects.counting().for_customer(customer.pk)
    services = services.filter(outages__in=hit.within(period.start, period.end))
    if service_id is not None:
        services = services.filter(pk=service_id)
    listed = list(services.distinct().order_by("name", "pk"))
    first = first_of(period.start)
    months = [service_month(one, first, at=at, customer=customer) for one in listed]
    found = [row for one in months if one.reckoned for row in _rows(one.reckoned)]
    return _with_causes(found)


def _rows(reckoned: Reckoned) -> Iterator[Row]:
    for outage, line in reckoned.lines:
        if outage.loss != Loss.NONE:
            yield outage.pk, _row(outage, line, reckoned.unagreed.get(outage.pk))


def _row(outage: Outage, line: Line, unagreed: Unagreed | None) -> dict[str, Any]:
    return {
        "number": outage.number,
        "service": outage.service.name,
        "component": outage.component,
        "start": _instant(outage.start),
        "end": _instant(outage.end),
        "loss": outage.loss,
        "weight": line.weight,
        "is_planned": outage.is_planned,
        "unagreed": str(unagreed) if unagreed else "",
        "is_disputed": outage.state == OutageState.DISPUTED,
        "counted": line.counted,
        "users": outage.users,
        "user_seconds": line.user_seconds,
    }


def _with_causes(listed: Sequence[Row]) -> list[dict[str, Any]]:
    """
    Add the cause's name; what was said of it in words stays with us.

    So does why a confidential record was opened.
    """
    said = OutageCause.objects.filter(
        Q(outage__record=None) | Q(outage__record__is_confidential=False),
        outage__in=[pk for pk, _row in listed],
    )
    names = dict(said.values_list("outage", "cause__name"))
    return [{**row, "cause": names.get(pk, "")} for pk, row in listed]


def shown_outage(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was frozen of an outage, with the words that belong to it."""
    unagreed = kept["unagreed"]
    planned = _("planned, as agreed") if kept["is_planned"] else _("not planned")
    if unagreed:
        planned = _("planned, but %s") % Unagreed(unagreed).label
    weight = kept["weight"]
    return {
        **kept,
        "start": _read(kept["start"]),
        "end": _read(kept["end"]),
        "loss": str(Loss(kept["loss"]).label),
        "planned": planned,
        "share": _("counts for %s %%") % weight if weight != FULL else "",
        "cause": cause_words(kept["cause"]),
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
