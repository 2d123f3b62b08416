"""Whoever asks for a decision reads who may take it, before and after."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import User
from slm.models import Exclusion, Repair
from slm.selectors.deciding import deciders, decision_words, pending_deciders


def who_decides(permission: str, asked: Exclusion | Repair) -> dict[str, Any]:
    """Return what the page of a request shows of who may decide; nothing once decided."""
    people = pending_deciders(permission, asked)
    if people is None:
        return {}
    return {"who_decides": decision_words(people), "is_undecidable": not people}


def who_would_decide(
    permission: str, requester: User, lead: str | Promise, notices: Iterable[Any] = ()
) -> dict[str, Any]:
    """Return lead and notices of the form that asks: who may decide, or that nobody may."""
    people = deciders(permission, requester)
    words = decision_words(people)
    if people:
        return {"lead": f"{lead} {words}", "notices": [*notices]}
    nobody = (_("Nobody may decide on it yet"), [words])
    return {"lead": lead, "notices": [nobody, *notices]}
