"""What a target of a file rests on: agreements that are there already, by names."""

from typing import Any

from django.utils.translation import gettext as _

from slm.exchange.parts import RestPart
from slm.exchange.problems import ExchangeError, Problem
from slm.models import Agreement
from slm.terms import Rest


def rest_of(part: RestPart) -> Rest:
    """
    Return what the file names.

    :raises ExchangeError: if there is no such agreement, or more than one
    """
    of: dict[str, Any] = {"team__name": part.team}
    if part.supplier:
        of = {"supplier__name": part.supplier}
    if part.agreement:
        of["title"] = part.agreement
    found = list(Agreement.objects.filter(**of)[:2])
    if not found:
        text = _("there is no agreement with “%s”: import that first")
    elif len(found) > 1:
        text = _("there are several agreements with “%s”: name one by its title")
    else:
        return Rest(found[0], part.metric, part.is_beside)
    raise ExchangeError([Problem(part.path, text % (part.team or part.supplier))])


def rest_written(rest: Rest, metric: str) -> dict[str, Any]:
    """Return how a file says it."""
    written: dict[str, Any] = {
        rest.leg.party_field: str(rest.leg.party),
        "agreement": rest.leg.title,
    }
    if rest.metric != metric:
        written["metric"] = str(rest.metric)
    return written | ({"beside": True} if rest.is_parallel else {})
