"""What is offered to a customer or a supplier, as they read and sign it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.doors import page_for
from core.generic import actor_of, render_page
from core.models import User
from slm.models import Agreement, AgreementVersion
from slm.negotiating_page import negotiation_of, offer_standing
from slm.permissions import OWN
from slm.redlines import redline
from slm.selectors import clauses_of
from slm.selectors.sheet import current_version
from slm.views.agreements import asked_version
from slm.views.finding import visible_agreement
from slm.views.negotiation import settle
from slm.views.talking import comment_page, decline_page, sign_page

offer_page = page_for(OWN)


@require_safe
@offer_page
def offer_detail(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    versions = list(agreement.versions.all())
    shown = _asked(request, agreement)
    context = {"agreement": agreement, "shown": shown}
    if shown is not None:
        context |= _read(shown, versions, actor_of(request))
    return render_page(request, "slm/offer_detail.html", context)


def _asked(request: HttpRequest, agreement: Agreement) -> AgreementVersion | None:
    """Return the version asked for, else what is offered, else what is agreed."""
    versions = list(agreement.versions.all())
    if request.GET.get("version"):
        return asked_version(request, agreement)
    # Offered once, and being reworded: there is nothing to read.
    offered = next((one for one in versions if one.is_draft), None)
    return offered or (asked_version(request, agreement) if versions else None)


def _read(
    shown: AgreementVersion, versions: Sequence[AgreementVersion], reader: User
) -> dict[str, Any]:
    """Return all of a version, and where it stands among those the reader may read."""
    today = timezone.localdate()
    draft = next((one for one in versions if one.is_draft), None)
    agreed = next((one for one in versions if not one.is_draft), None)
    before = agreed if shown.is_draft else None
    clauses = clauses_of(shown)
    return {
        "draft": shown if shown.is_draft else None,
        "standing": shown.standing_on(today),
        "in_force": current_version(versions, today),
        "offered": offer_standing(draft, reader) if draft else None,
        "before": before,
        "earlier": any(one.number < shown.number for one in versions),
        "versions": [(one, *one.standing_on(today)) for one in versions],
        "is_counted": shown.is_draft or shown.holds_on(today),
        "redlines": redline(clauses_of(before) if before else clauses, clauses),
        "talks": negotiation_of(shown, reader, door="offer"),
    }


@offer_page
def offer_sign(request: HttpRequest, number: str) -> HttpResponse:
    return sign_page(request, visible_agreement(request, number), _back(number))


@offer_page
def offer_decline(request: HttpRequest, number: str) -> HttpResponse:
    return decline_page(request, visible_agreement(request, number), _back(number))


@offer_page
def offer_comment(request: HttpRequest, number: str) -> HttpResponse:
    return comment_page(request, visible_agreement(request, number), _back(number))


@require_POST
@offer_page
def offer_comment_settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return settle(request, visible_agreement(request, number), pk, _back(number))


def _back(number: str) -> str:
    return reverse("offer_detail", args=[number])
