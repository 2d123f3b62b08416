"""Finding the agreement that a page is about."""

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for
from core.generic import actor_of, refuse_if_late
from core.monthly import MonthField
from core.periods import first_of
from slm.models import Agreement, AgreementVersion
from slm.permissions import may_manage
from slm.selectors import with_versions

MANAGE = "slm.manage_agreement"
READ = "slm.view_agreement"
agreement_page = page_for(READ, "slm.view_own_agreement")


def visible_agreement(request: HttpRequest, number: str) -> Agreement:
    """Return the agreement, or 404 if the reader may not know of it."""
    actor = actor_of(request)
    agreements = with_versions(Agreement.objects.visible_to(actor), actor)
    return get_object_or_404(agreements, item__number=number)


def around(request: HttpRequest, agreement: Agreement) -> dict[str, Any]:
    """Return layout and way back of a page of the agreement that both sides read."""
    number = agreement.number
    if not request.user.has_perm(READ):
        back = [(number, _read_at(reverse("offer_detail", args=[number]), request))]
        return {"layout": "layouts/portal.html", "crumbs": back}
    page = reverse("agreement_detail", args=[number])
    back = [(_("Agreements"), reverse("agreement_list")), (str(agreement), page)]
    return {"layout": "layouts/manage.html", "crumbs": back}


def _read_at(page: str, request: HttpRequest) -> str:
    """Return the address of the page for the version that is read here, if one is."""
    asked = request.GET.get("version", "")
    return f"{page}?version={asked}" if asked.isdecimal() else page


def own_agreement(request: HttpRequest, number: str) -> Agreement:
    """
    Return the agreement for somebody who may change it.

    :raises PermissionDenied: if the reader may only read it
    """
    agreement = visible_agreement(request, number)
    if not may_manage(actor_of(request), agreement):
        raise PermissionDenied
    return agreement


def own_draft(request: HttpRequest, number: str) -> Agreement:
    """
    Return the agreement for somebody who may change its draft.

    :raises PermissionDenied: if the reader may only read it
    :raises TransitionNotAllowed: if it has no draft of which to ask for a form
    """
    agreement = own_agreement(request, number)
    has_draft = any(one.is_draft for one in agreement.versions.all())
    why = _("What is in force does not change: make a new version first.")
    refuse_if_late(request, has_draft, why)
    return agreement


def month_asked(request: HttpRequest) -> date:
    """
    Return the month that the address asks for, else this one.

    :raises BadRequest: if what it asks for is no month
    """
    return month_named(request.GET.get("month", "")) or first_of(timezone.now())


def month_named(code: str) -> date | None:
    """
    Return the month that is called so, as 2026-03; none if nothing is.

    :raises BadRequest: if that is no month
    """
    try:
        named: date | None = MonthField(required=False).clean(code)
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from error
    return named


def newest_url(number: str) -> str:
    """Return the address of the version that was just worked on."""
    newest = AgreementVersion.objects.filter(agreement__item__number=number).first()
    url = reverse("agreement_detail", args=[number])
    return f"{url}?version={newest.number}" if newest else url
