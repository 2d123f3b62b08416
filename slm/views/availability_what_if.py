"""What the availability of a service would be, from that of what it rests on."""

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
from slm.availability import Group, in_series, weakest
from slm.forms.availability import GroupForm
from slm.selectors import measured_parts

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
        "services": services.select_related("item"),
        "groups": groups,
        "share": in_series(groups) if groups else None,
        "weakest": weakest(groups),
        "crumbs": [(_("Availability"), reverse("availability"))],
    }
    status = 422 if is_sent and not forms.is_valid() else 200
    return render_page(request, "slm/availability_what_if.html", context, status=status)


def _start(service: Service | None) -> list[dict[str, Any]]:
    """Return what the form begins with: the service's parts, as they were last month."""
    spare: list[dict[str, Any]] = [{} for _row in range(SPARE)]
    if service is None:
        return spare
    at = timezone.now()
    parts = measured_parts(service, shift(first_of(at), -1), at=at)
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
