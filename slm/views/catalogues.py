"""Customers' catalogues as those see them who draft and offer them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.querysets import OrganisationQuerySet
from core.doors import page_for, refuse_unless
from core.exporting import Table, answer_list
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
from core.listing import Column, Listing
from slm.catalogue_paper import about_catalogue
from slm.catalogue_words import changes_between, entries_of
from slm.filters.catalogues import CatalogueFilter
from slm.forms.catalogues import CatalogueMoveForm
from slm.lifecycle import AGREED_CATALOGUE, OFFER_CATALOGUE
from slm.models import AgreedCatalogue
from slm.permissions import catalogue_moves
from slm.selectors import catalogue_standings, live_catalogue, standing_of
from slm.services import draft_catalogue, offer_catalogue, withdraw_catalogue
from slm.views.paper import sent_paper

SORT = "name"
COLUMNS = [
    Column("customer", gettext_lazy("Customer"), "name"),
    Column("services", gettext_lazy("Services"), is_numeric=True),
    Column("state", gettext_lazy("State")),
    Column("agreed", gettext_lazy("Agreed")),
    Column("open", gettext_lazy("In preparation")),
]
ACTS = {"offer": offer_catalogue, "withdraw": withdraw_catalogue}
EFFECTS = {
    "offer": gettext_lazy("The customer's representatives are told, and may sign it."),
    "withdraw": gettext_lazy("It can no longer be signed; another can be drafted."),
}

catalogue_page = page_for("slm.view_agreement")


@require_safe
@catalogue_page
def agreed_catalogue_list(request: HttpRequest) -> HttpResponseBase:
    customers = _customers(request).filter(is_active=True)
    filterset = CatalogueFilter(request.GET, queryset=customers, at=timezone.now())
    table = Table("agreed-catalogues", COLUMNS, SORT, _cells)
    return answer_list(
        request, "slm/agreed_catalogue_list.html", filterset, table, _beside
    )


def _beside(listing: Listing) -> dict[str, Any]:
    return {"standings": catalogue_standings(listing.rows, timezone.now())}


def _cells(customers: Sequence[Organisation]) -> Iterator[list[object]]:
    for one in catalogue_standings(customers, timezone.now()):
        state = _("Agreed") if one.is_current else _("Not agreed")
        yield [
            one.customer,
            one.services,
            _("Changed since") if one.has_changed else state,
            one.agreed.decided_at if one.agreed else None,
            one.open.get_state_display() if one.open else "",
        ]


@require_safe
@catalogue_page
def agreed_catalogue_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = get_object_or_404(_customers(request), pk=customer_id)
    now = timezone.now()
    standing, live = standing_of(customer, now), live_catalogue(customer, now)
    agreed = standing.agreed
    versions = AgreedCatalogue.objects.filter(customer=customer)
    context = {
        "customer": customer,
        "standing": standing,
        "changes": changes_between(agreed.content, live) if agreed else [],
        "entries": entries_of(live),
        "versions": versions.select_related("item").order_by("-edition"),
        "may_offer": request.user.has_perm(OFFER_CATALOGUE),
        "crumbs": [(_("Agreed catalogues"), reverse("agreed_catalogue_list"))],
    }
    return render_page(request, "slm/agreed_catalogue_customer.html", context)


@require_POST
@catalogue_page
def agreed_catalogue_draft(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = get_object_or_404(_customers(request), pk=customer_id)
    actor = actor_of(request)
    refuse_unless(actor, OFFER_CATALOGUE)
    try:
        made = draft_catalogue(customer=customer, actor=actor, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("agreed_catalogue_customer", customer_id)
    said = _("Read it once more, then offer it to the customer.")
    return redirect_with(request, said, "agreed_catalogue_detail", made.number)


@require_safe
@catalogue_page
def agreed_catalogue_detail(request: HttpRequest, number: str) -> HttpResponse:
    catalogue = _find(request, number)
    steps = catalogue_moves(actor_of(request), catalogue)
    context = {
        **about_catalogue(catalogue),
        "steps": [one for one in steps if one.name in ACTS],
        "crumbs": _crumbs(catalogue),
    }
    return render_page(request, "slm/agreed_catalogue_detail.html", context)


@require_safe
@catalogue_page
def agreed_catalogue_pdf(request: HttpRequest, number: str) -> FileResponse:
    return sent_paper(_find(request, number))


@catalogue_page
def agreed_catalogue_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    catalogue, actor = _find(request, number), actor_of(request)
    transition = _step(step)
    if not actor.has_perm(transition.permission):
        raise PermissionDenied
    form = CatalogueMoveForm(sent(request), step=transition, catalogue=catalogue)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            moved = ACTS[step](number=number, **values)
            said = _("It is “%s” now.") % moved.get_state_display()
            return redirect_with(request, said, "agreed_catalogue_detail", number)
    context = {
        "title": transition.label,
        "text": EFFECTS[step],
        "action": transition.label,
        "cancel_url": reverse("agreed_catalogue_detail", args=[number]),
        "facts": [(_("Catalogue"), catalogue.title)],
        "crumbs": _crumbs(catalogue),
        "is_danger": step == "withdraw",
    }
    return render_form(request, "generic/confirm.html", form, context)


def _step(name: str) -> Transition:
    for transition in AGREED_CATALOGUE:
        if transition.name == name and name in ACTS:
            return transition
    raise Http404


def _customers(request: HttpRequest) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(actor_of(request)).customers()


def _find(request: HttpRequest, number: str) -> AgreedCatalogue:
    rows = AgreedCatalogue.objects.visible_to(actor_of(request)).select_related(
        "item", "customer", "offered_by", "decided_by"
    )
    return get_object_or_404(rows, item__number=number)


def _crumbs(catalogue: AgreedCatalogue) -> list[tuple[str, str]]:
    customer = catalogue.customer
    page = reverse("agreed_catalogue_customer", args=[customer.pk])
    first = (_("Agreed catalogues"), reverse("agreed_catalogue_list"))
    return [first, (customer.name, page)]
