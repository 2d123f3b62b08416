from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
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
from accounts.views.pages import List, form_page, list_page, sent
from core.doors import page_for, refuse_unless
from core.generic import actor_of
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
def organisation_list(request: HttpRequest) -> HttpResponse:
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

    def make() -> None:
        create_organisation(
            organisation=Organisation(**form.values),
            actor=actor_of(request),
            at=timezone.now(),
        )

    return form_page(
        request,
        form,
        make,
        said=_("The organisation is known now."),
        back=reverse("organisation_list"),
        title=_("New organisation"),
        action=_("Save"),
    )


@form_methods
@page_for(SEE)
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk)
    form = OrganisationForm(
        sent(request), instance=one, initial={"version": one.version}
    )

    def save() -> None:
        edit_organisation(
            organisation_id=pk,
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
            **form.values,
        )

    return form_page(
        request,
        form,
        save,
        said=_("Saved."),
        back=reverse("organisation_detail", args=[pk]),
        title=_("Edit %s") % one.name,
        action=_("Save"),
    )


@form_methods
@page_for(SEE)
def location_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _managed(request, pk)
    place = Location(organisation=organisation)
    form = LocationForm(sent(request), instance=place)

    def make() -> None:
        create_location(
            location=Location(organisation=organisation, **form.cleaned_data),
            actor=actor_of(request),
            at=timezone.now(),
        )

    return form_page(
        request,
        form,
        make,
        said=_("The place is known now."),
        back=reverse("organisation_detail", args=[pk]),
        title=_("New place of %s") % organisation.name,
        action=_("Save"),
    )


@form_methods
@page_for(SEE)
def location_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    place = Location.objects.visible_to(user).filter(pk=pk).first()
    if place is None:
        raise Http404
    refuse_unless(user, MANAGE)
    form = LocationForm(sent(request), instance=place)

    def save() -> None:
        at = timezone.now()
        edit_location(location_id=pk, actor=user, at=at, **form.cleaned_data)

    return form_page(
        request,
        form,
        save,
        said=_("Saved."),
        back=reverse("organisation_detail", args=[place.organisation_id]),
        title=_("Edit %s") % place.name,
        action=_("Save"),
    )


def _managed(request: HttpRequest, pk: int) -> Organisation:
    organisation = _find(actor_of(request), pk)
    refuse_unless(actor_of(request), MANAGE)
    return organisation


def _find(user: User, pk: int) -> Organisation:
    organisation = Organisation.objects.visible_to(user).filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation
