"""Negotiating and signing, as those within the provider do it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.doors import missing_as_404
from core.generic import actor_of, render_page, sent
from core.lifecycle import TransitionNotAllowed
from slm.forms.negotiation import OfferForm, PaperForm, ReviewForm, WhyForm
from slm.models import Agreement, AgreementVersion
from slm.redlines import redline
from slm.selectors import clauses_of
from slm.services import (
    move_review,
    offer_draft,
    record_paper_signature,
    settle_comment,
    withdraw_offer,
)
from slm.views.finding import (
    agreement_page,
    around,
    newest_url,
    own_agreement,
    visible_agreement,
)
from slm.views.talking import (
    act_page,
    comment_page,
    decline_page,
    digest_read,
    draft_or_refuse,
    sign_page,
    what_is_signed,
)


@agreement_page
def agreement_offer(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    form = OfferForm(sent(request), initial={"version": agreement.version})
    context = {
        "title": _("Offer %s to the other side?") % number,
        "text": _("They see it, comment on it, sign or decline it."),
        "facts": what_is_signed(draft_or_refuse(agreement)),
        "action": _("Offer"),
        "done": _("%s is offered.") % number,
    }

    def values() -> dict[str, Any]:
        return {"number": number, **form.cleaned_data}

    return act_page(request, form, offer_draft, values, newest_url(number), context)


@agreement_page
def agreement_withdraw_offer(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    form = WhyForm(sent(request), initial={"version": agreement.version})
    context = {
        "title": _("Withdraw the offer of %s?") % number,
        "text": _("It is our own draft again; signatures given are void."),
        "action": _("Withdraw"),
        "is_danger": True,
        "done": _("The offer is withdrawn."),
    }

    def values() -> dict[str, Any]:
        return {"number": number, **form.cleaned_data}

    return act_page(request, form, withdraw_offer, values, newest_url(number), context)


@agreement_page
def agreement_sign(request: HttpRequest, number: str) -> HttpResponse:
    return sign_page(request, visible_agreement(request, number), newest_url(number))


@agreement_page
def agreement_sign_on_paper(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    draft = draft_or_refuse(agreement)
    roles = draft.missing_roles or list(agreement.signatories)
    initial = {"digest": digest_read(request, draft), "role": roles[-1]}
    form = PaperForm(sent(request), initial=initial, roles=roles)
    context = {
        "title": _("Record a signature on paper"),
        "text": _("Only what was signed exactly as it is worded here counts."),
        "facts": what_is_signed(draft),
        "action": _("Record"),
        "done": _("The signature is recorded."),
    }

    def values() -> dict[str, Any]:
        return {"number": number, **form.values()}

    back = newest_url(number)
    return act_page(request, form, record_paper_signature, values, back, context)


@agreement_page
def agreement_decline(request: HttpRequest, number: str) -> HttpResponse:
    return decline_page(request, visible_agreement(request, number), newest_url(number))


@agreement_page
def agreement_comment(request: HttpRequest, number: str) -> HttpResponse:
    return comment_page(request, visible_agreement(request, number), newest_url(number))


@require_POST
@agreement_page
def comment_settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return settle(request, visible_agreement(request, number), pk, newest_url(number))


def settle(
    request: HttpRequest, agreement: Agreement, pk: int, back: str
) -> HttpResponse:
    """Note that a comment is settled; what is settled stays so."""
    by: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now()}
    try:
        with missing_as_404():
            settle_comment(number=agreement.number, comment_id=pk, **by)
    except TransitionNotAllowed as error:
        messages.error(request, str(error))
    return redirect(back)


@agreement_page
def agreement_review(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    form = ReviewForm(sent(request), initial={"version": agreement.version})
    context = {
        "title": _("Next review of %s") % number,
        "text": _("On that day it is shown as under review, and you are told."),
        "action": _("Save"),
        "done": _("The next review is set."),
    }

    def values() -> dict[str, Any]:
        return {"number": number, **form.cleaned_data}

    return act_page(request, form, move_review, values, newest_url(number), context)


@require_safe
@agreement_page
def agreement_compare(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    versions = list(agreement.versions.all())
    after = _chosen(versions, request.GET.get("to")) or versions[0]
    older = [one for one in versions if one.number < after.number]
    before = _chosen(versions, request.GET.get("from")) or (older or versions)[0]
    context = {
        "agreement": agreement,
        "versions": versions,
        "before": before,
        "after": after,
        "redlines": redline(clauses_of(before), clauses_of(after)),
        **around(request, agreement),
    }
    return render_page(request, "slm/agreement_compare.html", context)


def _chosen(
    versions: list[AgreementVersion], asked: str | None
) -> AgreementVersion | None:
    if not versions:
        raise Http404
    found = [one for one in versions if str(one.number) == asked]
    if asked and not found:
        raise Http404
    return found[0] if found else None
