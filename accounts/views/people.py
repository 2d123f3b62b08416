from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.filters import PersonFilter
from accounts.forms import EraseForm, ImportForm, PersonForm, RolesForm
from accounts.models import Person
from accounts.selectors import is_erased, roles_of
from accounts.services import (
    assign_roles,
    create_person,
    deactivate_person,
    edit_person,
    erase_person,
    import_people,
    invite,
    reactivate_person,
    read_people,
    sign_out_everywhere,
)
from accounts.views.pages import List, edit_page, form_page, list_page
from core.doors import page_for, refuse_unless
from core.generic import actor_of, redirect_with, sent
from core.listing import Column
from core.models import User

MANAGE = "accounts.manage_people"
SEE = "accounts.view_person"
form_methods = require_http_methods(["GET", "HEAD", "POST"])

PEOPLE = List(
    columns=(
        Column("name", gettext_lazy("Name"), "name"),
        Column("email", gettext_lazy("E-mail"), "email"),
        Column("organisation", gettext_lazy("Organisation"), "organisation__name"),
        Column("location", gettext_lazy("Location")),
        Column("phone", gettext_lazy("Phone")),
        Column("standing", gettext_lazy("Standing")),
    ),
    cells=lambda person: (
        person.name,
        person.email,
        person.organisation.name,
        person.location.name if person.location else "",
        person.phone,
        _("Active") if person.is_active else _("No longer active"),
    ),
    sort="name",
    title=gettext_lazy("People"),
    file_name="people",
    row_url="person_detail",
    new_url="person_new",
    new_label=gettext_lazy("New person"),
    empty=gettext_lazy("Nobody matches. Widen the filters."),
)


@require_safe
@page_for(SEE)
def person_list(request: HttpRequest) -> HttpResponseBase:
    user = actor_of(request)
    people = Person.objects.visible_to(user).select_related("organisation", "location")
    filterset = PersonFilter(request.GET, people, request=request)
    return list_page(request, PEOPLE, filterset, may_manage=user.has_perm(MANAGE))


@require_safe
@page_for(SEE)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    person = _find(user, pk)
    context = {
        "person": person,
        "roles": roles_of(person.user) if person.user else [],
        "teams": person.memberships.select_related("team").order_by("team__name"),
        "may_manage": user.has_perm(MANAGE),
        "is_self": person.user_id == user.pk,
        "is_erased": not person.is_active and is_erased(person),
        "has_password": bool(person.user and person.user.has_usable_password()),
        "crumbs": [(_("People"), reverse("person_list"))],
    }
    return render(request, "accounts/person_detail.html", context)


@form_methods
@page_for(SEE)
def person_new(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form = PersonForm(sent(request))

    def make(**by: Any) -> Person:
        return create_person(person=Person(**form.values), **by)

    return form_page(
        request,
        form,
        make,
        said=_("The person is known now. To sign in, they need an invitation."),
        back=reverse("person_list"),
        page_of_made="person_detail",
        title=_("New person"),
    )


@form_methods
@page_for(SEE)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    edit = partial(edit_person, person_id=pk)
    back = reverse("person_detail", args=[pk])
    return edit_page(request, PersonForm, person, edit, back=back)


@form_methods
@page_for(SEE)
def person_roles(request: HttpRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    roles = roles_of(person.user) if person.user else []
    form = RolesForm(sent(request), initial={"roles": roles})
    return _roles_page(
        request,
        person,
        form,
        assign_roles,
        title=_("Roles of %s") % person.name,
    )


@form_methods
@page_for(SEE)
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    roles = roles_of(person.user) if person.user else ["user"]
    form = RolesForm(sent(request), initial={"roles": roles})
    return _roles_page(
        request,
        person,
        form,
        invite,
        title=_("Invite %s") % person.name,
        action=_("Send the invitation"),
        said=_("The invitation is on its way."),
        lead=_("They are sent a link with which they choose a password."),
    )


def _roles_page(
    request: HttpRequest, person: Person, form: RolesForm, service: Any, **words: Any
) -> HttpResponse:
    def act(**by: Any) -> None:
        service(person_id=person.pk, roles=form.chosen(), **by)

    back = reverse("person_detail", args=[person.pk])
    return form_page(request, form, act, back=back, **words)


def _confirmed(
    request: HttpRequest, pk: int, service: Any, words: dict[str, Any]
) -> HttpResponse:
    """Ask on a page of its own; once confirmed, act."""
    person = _managed(request, pk)
    back = reverse("person_detail", args=[pk])
    act = partial(service, person_id=pk)
    words = {**words, "title": words["title"] % {"name": person.name}}
    return form_page(request, forms.Form(sent(request)), act, back=back, **words)


@form_methods
@page_for(SEE)
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Close the access of %(name)s?"),
        "lead": _("Every session ends and every API token is revoked at once."),
        "action": _("Close the access"),
        "said": _("The access is closed."),
    }
    return _confirmed(request, pk, deactivate_person, words)


@form_methods
@page_for(SEE)
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Let %(name)s in again?"),
        "action": _("Open the access"),
        "said": _("The access is open again."),
    }
    return _confirmed(request, pk, reactivate_person, words)


@form_methods
@page_for(SEE)
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    person, form = _managed(request, pk), EraseForm(sent(request))

    def act(**by: Any) -> None:
        erase_person(person_id=pk, **form.cleaned_data, **by)

    words: dict[str, Any] = {
        "title": _("Erase the personal values of %s?") % person.name,
        "lead": _(
            "Name, addresses and messages go for good, in the audit trail too. Their"
            " records stay, and that this was done. It cannot be taken back."
        ),
        "action": _("Erase for good"),
        "said": _("The personal values are erased."),
    }
    back = reverse("person_detail", args=[pk])
    return form_page(request, form, act, back=back, **words)


@form_methods
@page_for(SEE)
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Sign %(name)s out everywhere?"),
        "action": _("Sign out everywhere"),
        "said": _("Every session has ended."),
    }
    return _confirmed(request, pk, sign_out_everywhere, words)


@form_methods
@page_for(SEE)
def person_import(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form = ImportForm(sent(request), request.FILES or None)
    table = None
    if request.method == "POST" and form.is_valid():
        text, actor = form.cleaned_data["text"], actor_of(request)
        table = read_people(text, actor=actor)
        if not table.faults and "confirm" in request.POST:
            made = import_people(text, actor=actor, at=timezone.now())
            said = _("%d people are known now.") % len(made)
            return redirect_with(request, said, "person_list")
    context = {"form": form, "table": table}
    status = 422 if form.errors or (table and table.faults) else 200
    return render(request, "accounts/person_import.html", context, status=status)


def _managed(request: HttpRequest, pk: int) -> Person:
    person = _find(actor_of(request), pk)
    refuse_unless(actor_of(request), MANAGE)
    return person


def _find(user: User, pk: int) -> Person:
    people = Person.objects.visible_to(user).select_related(
        "user", "organisation", "location", "manager"
    )
    return get_object_or_404(people, pk=pk)
