"""What is offered to a customer or a supplier, as they read and sign it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.doors import page_for
from core.generic import actor_of, render_page
from slm.models import AgreementVersion
from slm.negotiating_page import negotiation_of
from slm.permissions import OWN
from slm.redlines import redline
from slm.selectors import clauses_of
from slm.views.finding import visible_agreement
from slm.views.negotiation import settle
from slm.views.talking import comment_page, decline_page, sign_page

offer_page = page_for(OWN)


@require_safe
@offer_page
def offer_detail(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    versions = list(agreement.versions.all())
    draft = next((one for one in versions if one.is_draft), None)
    before = next((one for one in versions if not one.is_draft), None)
    shown = draft or before
    context = {
        "agreement": agreement,
        "draft": draft,
        "before": before if draft else None,
        "earlier": len(versions) > 1,
        "redlines": _lines(before if draft else None, shown),
        "talks": negotiation_of(shown, actor_of(request), door="offer")
        if shown
        else None,
    }
    return render_page(request, "slm/offer_detail.html", context)


def _lines(before: AgreementVersion | None, shown: AgreementVersion | None) -> object:
    if shown is None:
        return []
    clauses = clauses_of(shown)
    return redline(clauses_of(before) if before else clauses, clauses)


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
