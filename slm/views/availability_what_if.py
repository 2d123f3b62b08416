"""What the availability of a service would be, from that of what it rests on."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Service
from core.doors import page_for
from core.generic import actor_of, render_page
from core.numbers import meant_numbers
from core.periods import first_of, shift
from core.wording import month_words
from slm.availability import Group, in_series, weakest
from slm.forms.availability import GroupForm
from slm.selectors import measured_parts
from slm.selectors.resting import basis_of_parts

# What is filled in, and as many rows to add.
SPARE = 3
MOST = 30
GroupFormSet = formset_factory(GroupForm, extra=0, max_num=MOST, absolute_max=MOST)


@page_for("slm.view_agreement")
def availability_what_if(request: HttpRequest) -> HttpResponse:
    services = Service.objects.visible_to(actor_of(request)).live().order_by("name")
    service = None
    if asked := request.GET.get("service", "")[:30]:
        service = get_object_or_404(services, item__number__in=meant_numbers(asked))
    is_sent = "form-TOTAL_FORMS" in request.GET
    forms = (
        GroupFormSet(request.GET) if is_sent else GroupFormSet(initial=_start(service))
    )
    groups: list[Group] = []
    if is_sent and forms.is_valid():
        groups = [group for form in forms if (group := form.group())]
    context = {
        "forms": forms,
        "service": service,
        "filled_in": _filled_in(service) if service else "",
        "services": services.select_related("item"),
        "groups": groups,
        "share": in_series(groups) if groups else None,
        "weakest": weakest(groups),
        "crumbs": [(_("Availability"), reverse("availability"))],
    }
    status = 422 if is_sent and not forms.is_valid() else 200
    return render_page(request, "slm/availability_what_if.html", context, status=status)


def _last_month() -> date:
    return shift(first_of(timezone.now()), -1)


def _filled_in(service: Service) -> str:
    """Say of which month the figures are that the form begins with, and whose."""
    first = _last_month()
    basis, told = basis_of_parts(service, first), {"month": month_words(first)}
    if basis is None:
        return (
            _("No service hours are known: nothing was measured in %(month)s.") % told
        )
    if basis.version is None:
        text = _(
            "The form begins with what was measured in %(month)s for all customers, in"
            " its own service hours."
        )
        return text % told
    agreement = basis.version.agreement
    told |= {"agreement": str(agreement), "customer": str(agreement.customer or "")}
    for_one = _(
        "The form begins with what was measured in %(month)s for %(customer)s, in the"
        " hours of %(agreement)s."
    )
    for_all = _(
        "The form begins with what was measured in %(month)s for all customers, in the"
        " hours of %(agreement)s."
    )
    return (for_one if agreement.customer else for_all) % told


def _start(service: Service | None) -> list[dict[str, Any]]:
    """Return what the form begins with: the service's parts, as they were last month."""
    spare: list[dict[str, Any]] = [{} for _row in range(SPARE)]
    if service is None:
        return spare
    parts = measured_parts(service, _last_month(), at=timezone.now())
    return [
        {
            "name": group.name,
            "shares": " ".join(_percent(share) for share in group.shares),
            "needed": group.needed,
        }
        for group in parts
    ][: MOST - SPARE] + spare


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
