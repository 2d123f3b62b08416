"""Whether a team or a supplier is charged with an outage of a service."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalogue.models import Component
from slm.choices import OF_OUTAGES, Leg
from slm.models import Agreement, Outage
from slm.selectors.held import as_held
from slm.selectors.month_promises import month_promises


def charged_to_nobody(outage: Outage) -> str:
    """
    Say why no team or supplier is charged with an outage, though the service rests on some.

    Their agreements on figures of the month, in force when it began, count what befell
    components registered as theirs, or everything if none is. Nothing if one counts it.
    """
    if outage.is_planned or _is_charged(outage):
        return ""
    if not outage.component:
        return _("Without a component it is charged to no team or supplier.")
    if Component.objects.filter(name__iexact=outage.component).exists():
        return ""
    text = _("%s is not a registered component: no team or supplier answers for it.")
    return text % outage.component


def _is_charged(outage: Outage) -> bool:
    """Whether some leg counts it, or the service rests on none."""
    held, name = as_held(), outage.component.casefold()
    parts = [held.parts_behind(leg) for leg in _legs_of(outage)]
    return not parts or any(not one or name in one for one in parts)


def _legs_of(outage: Outage) -> Iterable[Agreement]:
    for one in month_promises(outage.start):
        agreement = one.target.version.agreement
        # A leg is about the services that it names, and no others.
        is_about = outage.service_id in (one.service_ids or ())
        if agreement.leg != Leg.SLA and is_about and one.target.metric in OF_OUTAGES:
            yield agreement
