from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.filters import OrganisationFilter
from accounts.forms import LocationForm, OrganisationForm
from accounts.models import Location, Organisation
from accounts.services import (
    create_location,
    create_organisation,
    edit_location,
    edit_organisation,
)
from accounts.views.pages import List, edit_page, form_page, list_page
from core.doors import page_for, refuse_unless
from core.generic import actor_of, sent
from core.listing import Column
from core.models import User

MANAGE = "accounts.manage_people"
SEE = "accounts.view_organisation"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _kinds(organisation: Organisation) -> str:
    named = {
        _("Provider"): organisation.is_provider,
        _("Customer"): organisation.is_customer,
        _("Supplier"): organisation.is_supplier,
    }
    return ", ".join(name for name, is_so in named.items() if is_so)


ORGANISATIONS = List(
    columns=(
        Column("name", gettext_lazy("Name"), "name"),
        Column("kinds", gettext_lazy("Kind")),
        Column("standing", gettext_lazy("Standing")),
    ),
    cells=lambda organisation: (
        organisation.name,
        _kinds(organisation),
        _("Active") if organisation.is_active else _("No longer active"),
    ),
    sort="name",
    title=gettext_lazy("Organisations"),
    file_name="organisations",
    row_url="organisation_detail",
    new_url="organisation_new",
    new_label=gettext_lazy("New organisation"),
    empty=gettext_lazy("No organisation matches. Widen the filters."),
)


@require_safe
@page_for(SEE)
def organisation_list(request: HttpRequest) -> HttpResponseBase:
    user = actor_of(request)
    rows = Organisation.objects.visible_to(user)
    filterset = OrganisationFilter(request.GET, rows, request=request)
    may = user.has_perm(MANAGE)
    return list_page(request, ORGANISATIONS, filterset, may_manage=may)


@require_safe
@page_for(SEE)
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    organisation = _find(user, pk)
    context = {
        "organisation": organisation,
        "kinds": _kinds(organisation),
        "locations": organisation.locations.order_by("name"),
        "people": organisation.people.active().order_by("name")[:50],
        "may_manage": user.has_perm(MANAGE),
        "crumbs": [(_("Organisations"), reverse("organisation_list"))],
    }
    return render(request, "accounts/organisation_detail.html", context)


@form_methods
@page_for(SEE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form = OrganisationForm(sent(request))

    def make(**by: Any) -> Organisation:
        return create_organisation(organisation=Organisation(**form.values), **by)

    return form_page(
        request,
        form,
        make,
        said=_("The organisation is known now."),
        back=reverse("organisation_list"),
        page_of_made="organisation_detail",
        title=_("New organisation"),
    )


@form_methods
@page_for(SEE)
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk)
    edit = partial(edit_organisation, organisation_id=pk)
    back = reverse("organisation_detail", args=[pk])
    return edit_page(request, OrganisationForm, one, edit, back=back)


@form_methods
@page_for(SEE)
def location_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _managed(request, pk)
    form = LocationForm(sent(request), instance=Location(organisation=organisation))

    def make(**by: Any) -> None:
        place = Location(organisation=organisation, **form.cleaned_data)
        create_location(location=place, **by)

    return form_page(
        request,
        form,
        make,
        said=_("The place is known now."),
        back=reverse("organisation_detail", args=[pk]),
        title=_("New place of %s") % organisation.name,
    )


@form_methods
@page_for(SEE)
def location_edit(request: HttpRequest, pk: int) -> HttpResponse:
    places = Location.objects.visible_to(actor_of(request))
    place = get_object_or_404(places, pk=pk)
    refuse_unless(actor_of(request), MANAGE)
    form = LocationForm(sent(request), instance=place)

    def save(**by: Any) -> None:
        edit_location(location_id=pk, **form.cleaned_data, **by)

    back = reverse("organisation_detail", args=[place.organisation_id])
    return form_page(request, form, save, back=back, title=_("Edit %s") % place.name)


def _managed(request: HttpRequest, pk: int) -> Organisation:
    organisation = _find(actor_of(request), pk)
    refuse_unless(actor_of(request), MANAGE)
    return organisation


def _find(user: User, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(user), pk=pk)
