"""Finding the agreement that a page is about."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.doors import page_for, refuse_unless
from core.generic import actor_of, refuse_if_late
from slm.models import Agreement, AgreementVersion
from slm.selectors import with_versions

MANAGE = "slm.manage_agreement"
agreement_page = page_for("slm.view_agreement", "slm.view_own_agreement")


def visible_agreement(request: HttpRequest, number: str) -> Agreement:
    """Return the agreement, or 404 if the reader may not know of it."""
    actor = actor_of(request)
    agreements = with_versions(Agreement.objects.visible_to(actor), actor)
    return get_object_or_404(agreements, item__number=number)


def own_agreement(request: HttpRequest, number: str) -> Agreement:
    """
    Return the agreement for somebody who may change it.

    :raises PermissionDenied: if the reader may only read it
    """
    agreement = visible_agreement(request, number)
    refuse_unless(actor_of(request), MANAGE)
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


def newest_url(number: str) -> str:
    """Return the address of the version that was just worked on."""
    newest = AgreementVersion.objects.filter(agreement__item__number=number).first()
    url = reverse("agreement_detail", args=[number])
    return f"{url}?version={newest.number}" if newest else url
