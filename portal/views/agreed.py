"""Our catalogue: what we agreed, what changed since, and signing what is offered."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.doors import page_for
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.lifecycle import Transition
from portal.views.finding import customer_of
from slm.catalogue_paper import about_catalogue
from slm.catalogue_words import changes_between, entries_of
from slm.forms.catalogues import CatalogueMoveForm
from slm.lifecycle import AGREED_CATALOGUE, SIGN_CATALOGUE
from slm.models import AgreedCatalogue
from slm.permissions import catalogue_moves, may_move_catalogue
from slm.selectors import live_catalogue, standing_of
from slm.services import (
    agree_catalogue,
    ask_for_catalogue_anew,
    decline_catalogue,
)
from slm.views.paper import sent_paper

ACTS: dict[str, Callable[..., AgreedCatalogue]] = {
    "agree": agree_catalogue,
    "decline": decline_catalogue,
}

own_catalogue_page = page_for(SIGN_CATALOGUE)


@require_safe
@own_catalogue_page
def portal_our_catalogue(request: HttpRequest) -> HttpResponse:
    actor, customer, now = actor_of(request), customer_of(request), timezone.now()
    standing = standing_of(customer, now)
    agreed, live = standing.agreed, live_catalogue(customer, now)
    offered = AgreedCatalogue.objects.visible_to(actor).open()
    versions = AgreedCatalogue.objects.visible_to(actor).select_related("item")
    context = {
        "standing": standing,
        "catalogue": agreed,
        "offered": offered.filter(customer=customer).select_related("item").first(),
        "changes": changes_between(agreed.content, live) if agreed else [],
        "entries": entries_of(agreed.content) if agreed else [],
        "versions": versions.filter(customer=customer).order_by("-edition"),
    }
    return render_page(request, "portal/portal_our_catalogue.html", context)


@require_safe
@own_catalogue_page
def portal_agreed_catalogue(request: HttpRequest, number: str) -> HttpResponse:
    catalogue = _find(request, number)
    steps = catalogue_moves(actor_of(request), catalogue)
    context = {
        **about_catalogue(catalogue),
        "steps": [one for one in steps if one.name in ACTS],
        "crumbs": _crumbs(),
    }
    return render_page(request, "portal/portal_agreed_catalogue.html", context)


@require_POST
@own_catalogue_page
def portal_catalogue_ask_anew(request: HttpRequest, number: str) -> HttpResponse:
    catalogue, actor = _find(request, number), actor_of(request)
    ask_for_catalogue_anew(number=catalogue.number, actor=actor, at=timezone.now())
    said = _("We are told. You can sign here once we offer you a new version.")
    return redirect_with(request, said, "portal_our_catalogue")


@require_safe
@own_catalogue_page
def portal_agreed_catalogue_pdf(request: HttpRequest, number: str) -> FileResponse:
    return sent_paper(_find(request, number))


@own_catalogue_page
def portal_catalogue_decide(
    request: HttpRequest, number: str, step: str
) -> HttpResponse:
    catalogue, actor = _find(request, number), actor_of(request)
    transition = _step(step)
    if not may_move_catalogue(actor, catalogue, transition):
        raise PermissionDenied
    form = CatalogueMoveForm(sent(request), step=transition, catalogue=catalogue)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            moved = ACTS[step](number=number, **values)
            said = _("Version %(edition)s: %(state)s.") % {
                "edition": moved.edition,
                "state": moved.get_state_display(),
            }
            return redirect_with(request, said, "portal_our_catalogue")
    return render_form(
        request, "generic/confirm.html", form, _question(catalogue, transition)
    )


def _question(catalogue: AgreedCatalogue, step: Transition) -> dict[str, Any]:
    texts = {
        "agree": _("You agree for %s to the catalogue as you have just read it."),
        "decline": _("You tell us for %s that you do not agree, and why."),
    }
    page = reverse("portal_agreed_catalogue", args=[catalogue.number])
    return {
        "title": step.label,
        "text": texts[step.name] % catalogue.customer,
        "action": step.label,
        "cancel_url": page,
        "facts": [
            (_("Catalogue"), catalogue.title),
            (_("Number"), catalogue.number),
            (_("SHA-256 of what it says"), catalogue.content_hash[:16] + "…"),
        ],
        "crumbs": [*_crumbs(), (catalogue.number, page)],
        "is_danger": step.name == "decline",
    }


def _step(name: str) -> Transition:
    for transition in AGREED_CATALOGUE:
        if transition.name == name and name in ACTS:
            return transition
    raise Http404


def _find(request: HttpRequest, number: str) -> AgreedCatalogue:
    rows = AgreedCatalogue.objects.visible_to(actor_of(request)).select_related(
        "item", "customer", "offered_by", "decided_by"
    )
    return get_object_or_404(rows, item__number=number)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Our catalogue"), reverse("portal_our_catalogue"))]
