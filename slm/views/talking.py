"""Offering, signing, declining and commenting: the same at either door."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from core.lifecycle import TransitionNotAllowed
from core.wording import day
from slm.forms.negotiation import CommentForm, SignForm, WhyForm
from slm.models import Agreement, AgreementVersion
from slm.permissions import is_other_side, may_comment, roles_open_to, speaks_for
from slm.selectors import clauses_of, version_to_show, wording_hash
from slm.services import comment_on_draft, decline_offer, sign_agreement
from slm.signing_page import notices_before_signing


def draft_or_refuse(agreement: Agreement) -> AgreementVersion:
    """
    Return the draft that the page is about.

    :raises TransitionNotAllowed: if there is none: nothing is negotiated
    """
    draft = next((one for one in agreement.versions.all() if one.is_draft), None)
    if draft is None:
        raise TransitionNotAllowed(_("There is no draft to work on."))
    draft.agreement = agreement
    return draft


def act_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[..., Any],
    values: Callable[[], Mapping[str, Any]],
    back: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Ask for what an act takes on a page of its own, and do it when it was sent."""
    if form.is_valid():
        with errors_into(form), stale_into(form):
            act(**values(), actor=actor_of(request), at=timezone.now())
        if not form.errors:
            return redirect_with(request, context["done"], back)
    page = {"cancel_url": back, **context}
    return render_form(request, "generic/confirm.html", form, page)


def sign_page(request: HttpRequest, agreement: Agreement, back: str) -> HttpResponse:
    """Let the reader sign the draft in the role in which they may."""
    actor, draft = actor_of(request), draft_or_refuse(agreement)
    own = [one for one in agreement.signatories if speaks_for(actor, one, draft)]
    if not own:
        raise PermissionDenied
    roles = roles_open_to(actor, draft) or own
    initial = {"digest": digest_read(request, draft), "role": roles[0]}
    form = SignForm(sent(request), initial=initial, roles=roles)
    context = {
        "title": _("Sign %s") % agreement.number,
        "text": _(
            "You sign exactly this wording. If it changes, your signature is void."
        ),
        "facts": what_is_signed(draft),
        "notices": notices_before_signing(draft, agreed_of(agreement), actor, back),
        "action": _("Sign"),
        "done": _("You have signed %s.") % agreement.number,
    }

    def values() -> dict[str, Any]:
        return {"number": agreement.number, **form.values()}

    return act_page(request, form, sign_agreement, values, back, context)


def agreed_of(agreement: Agreement) -> AgreementVersion | None:
    """Return the version that is in force, else the last that was put into force."""
    agreed = [one for one in agreement.versions.all() if not one.is_draft]
    return version_to_show(agreed, timezone.localdate()) if agreed else None


def digest_read(request: HttpRequest, draft: AgreementVersion) -> str:
    """Return the hash of what was read: of the page that led here, else of this one."""
    return request.GET.get("digest", "")[:64] or wording_hash(draft)


def what_is_signed(draft: AgreementVersion) -> list[tuple[str, Any]]:
    """Return by which facts a wording is told from others."""
    agreement, digest = draft.agreement, wording_hash(draft)
    return [
        (_("Agreement"), f"{agreement.kind_words}: {draft.title}"),
        (_("With"), agreement.party),
        (_("Version"), draft.number),
        (_("First day"), day(draft.valid_from)),
        (_("Last day"), day(draft.last_day) if draft.valid_to else _("open")),
        # In two, so that it fits on a telephone.
        (_("SHA-256 of the wording"), f"{digest[:32]} {digest[32:]}"),
    ]


def decline_page(request: HttpRequest, agreement: Agreement, back: str) -> HttpResponse:
    """Let the other side say that it will not sign, and why."""
    if not is_other_side(actor_of(request), draft_or_refuse(agreement)):
        raise PermissionDenied
    form = WhyForm(sent(request), initial={"version": agreement.version})
    context = {
        "title": _("Decline %s") % agreement.number,
        "text": _(
            "Say what would have to be different. Signatures given are void then."
        ),
        "action": _("Decline"),
        "is_danger": True,
        "done": _("You have declined %s.") % agreement.number,
    }

    def values() -> dict[str, Any]:
        return {"number": agreement.number, **form.cleaned_data}

    return act_page(request, form, decline_offer, values, back, context)


def comment_page(request: HttpRequest, agreement: Agreement, back: str) -> HttpResponse:
    """Let either side comment on the draft or on one clause of it."""
    actor, draft = actor_of(request), draft_or_refuse(agreement)
    if not may_comment(actor, draft):
        raise PermissionDenied
    form = CommentForm(
        sent(request),
        initial={"key": request.GET.get("key", "")[:120]},
        clauses=clauses_of(draft),
        is_staff=actor.has_perm("slm.view_agreement"),
    )
    context = {
        "title": _("Comment on %s") % agreement.number,
        "text": _("Both sides read it, unless it is only for our own."),
        "action": _("Comment"),
        "done": _("Your comment is kept."),
    }
    if not actor.has_perm("slm.view_agreement"):
        context["text"] = _("Both sides read it.")

    def values() -> dict[str, Any]:
        return {"number": agreement.number, **form.cleaned_data}

    return act_page(request, form, comment_on_draft, values, back, context)
