"""What stands beside a need, and where it leads on: to a target as it is wished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from core.finding import searched_text
from core.generic import actor_of
from core.models import User
from slm.models import Agreement, AgreementVersion, ServiceLevelRequirement
from slm.permissions import may_manage
from slm.selectors.requirements import (
    measured_performance,
    promises_beneath,
    similar_promises,
)
from slm.selectors.ways import agreements_for, leads_on
from slm.selectors.wished import measured_months


def beside(requirement: ServiceLevelRequirement, at: datetime) -> dict[str, Any]:
    """Return what was measured and is promised already, as the pages of a need show it."""
    return {
        "measured": measured_performance(requirement, at),
        "months": measured_months(requirement, at),
        "beneath": promises_beneath(requirement, at),
        "similar": similar_promises(requirement, at),
    }


@dataclass(frozen=True, slots=True)
class Way:
    """An agreement in which it can be promised, with its draft if there is one."""

    agreement: Agreement
    draft: AgreementVersion | None
    url: str


def ways_of(requirement: ServiceLevelRequirement, reader: User) -> Sequence[Way] | None:
    """Return where the reader may promise what is wished; None if nothing is to be done."""
    theirs = Agreement(leg="sla", customer=requirement.customer)
    if not leads_on(requirement) or not may_manage(reader, theirs):
        return None
    today = timezone.localdate()
    return [
        _way(one, requirement) for one in agreements_for(requirement, reader, today)
    ]


def _way(agreement: Agreement, requirement: ServiceLevelRequirement) -> Way:
    draft = next((one for one in agreement.versions.all() if one.is_draft), None)
    if draft:
        return Way(agreement, draft, target_url(agreement.number, requirement))
    url = reverse("agreement_new_version", args=[agreement.number])
    return Way(agreement, None, f"{url}?{_query(requirement)}")


def target_url(number: str, requirement: ServiceLevelRequirement) -> str:
    """Return the address of the form of a target that is filled in as it is wished."""
    name = "target_create_period" if requirement.is_of_month else "target_create"
    return f"{reverse(name, args=[number])}?{_query(requirement)}"


def _query(requirement: ServiceLevelRequirement) -> str:
    return urlencode({"requirement": requirement.number})


def requirement_asked(
    request: HttpRequest, agreement: Agreement
) -> ServiceLevelRequirement | None:
    """Return the need of the agreement's customer that the address names, if one is."""
    found = ServiceLevelRequirement.objects.visible_to(actor_of(request)).filter(
        item__number=searched_text(request.GET.get("requirement", "")),
        customer=agreement.customer_id,
    )
    return found.select_related("item", "service").first()
