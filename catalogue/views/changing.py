"""What can be done to a service: one page for each act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from catalogue.doors import own_service, portfolio_page
from catalogue.forms import EntitleForm, MoveForm, ServiceForm, WithdrawForm
from catalogue.lifecycle import MANAGE, SERVICE
from catalogue.models import Service
from catalogue.services import (
    create_service,
    edit_service,
    entitle_customer,
    move_service,
    withdraw_customer,
)
from core.doors import refuse_unless
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)


@portfolio_page
def service_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, MANAGE)
    form = ServiceForm(sent(request), user=actor)
    if form.is_valid():
        with errors_into(form):
            service = create_service(actor=actor, at=timezone.now(), **form.values())
            said = _("The service is proposed. Say next who is entitled to it.")
            return redirect_with(request, said, "service_detail", service.number)
    context = {
        "title": _("New service"),
        "action": _("Propose the service"),
        "cancel_url": reverse("service_list"),
        "crumbs": [(_("Services"), reverse("service_list"))],
    }
    return render_form(request, "catalogue/service_form.html", form, context)


@portfolio_page
def service_edit(request: HttpRequest, number: str) -> HttpResponse:
    service = own_service(request, number)
    actor = actor_of(request)
    form = ServiceForm(sent(request), instance=service, user=actor)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            edit_service(
                number=number,
                version=form.cleaned_data["version"],
                actor=actor,
                at=timezone.now(),
                **form.values(),
            )
            return redirect_with(request, _("Saved."), "service_detail", number)
    context = {**_around(number), "comparison": compare(form, service)}
    return render_form(request, "catalogue/service_form.html", form, context)


def _around(number: str) -> dict[str, Any]:
    page = reverse("service_detail", args=[number])
    return {
        "title": _("Edit service"),
        "action": _("Save"),
        "cancel_url": page,
        "crumbs": [(_("Services"), reverse("service_list")), (number, page)],
    }


@portfolio_page
def service_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    service = own_service(request, number)
    transition = next((one for one in SERVICE if one.name == step), None)
    if transition is None:
        raise Http404
    form = MoveForm(sent(request), initial={"version": service.version})
    if form.is_valid():
        with errors_into(form), stale_into(form):
            moved = move_service(
                number=number,
                step=step,
                actor=actor_of(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
            said = _("It is “%s” now.") % moved.get_state_display()
            return redirect_with(request, said, "service_detail", number)
    context = {
        **_around(number),
        "title": transition.label,
        "text": _move_text(service, transition.target),
        "action": transition.label,
    }
    return render_form(request, "generic/confirm.html", form, context)


def _move_text(service: Service, target: str) -> str:
    states = dict(Service._meta.get_field("state").flatchoices)
    return _("“%(service)s” goes from “%(before)s” to “%(after)s”.") % {
        "service": service.name,
        "before": service.get_state_display(),
        "after": states[target],
    }


@require_POST
@portfolio_page
def service_entitle(request: HttpRequest, number: str) -> HttpResponse:
    service = own_service(request, number)
    form = EntitleForm(request.POST, service=service)
    if form.is_valid():
        with errors_into(form):
            customer = form.cleaned_data["customer"]
            entitle_customer(
                number=number,
                customer=customer,
                actor=actor_of(request),
                at=timezone.now(),
            )
            said = _("%s is entitled to it now.") % customer
            return redirect_with(request, said, "service_detail", number)
    for problems in form.errors.values():
        messages.error(request, " ".join(map(str, problems)))
    return redirect("service_detail", number)


@portfolio_page
def service_withdraw(
    request: HttpRequest, number: str, customer_id: int
) -> HttpResponse:
    service = own_service(request, number)
    entitled = Organisation.objects.filter(entitlements__service=service)
    customer = get_object_or_404(entitled, pk=customer_id)
    form = WithdrawForm(sent(request))
    if form.is_valid():
        with errors_into(form):
            withdraw_customer(
                number=number,
                customer=customer,
                actor=actor_of(request),
                at=timezone.now(),
            )
            said = _("%s is no longer entitled to it.") % customer
            return redirect_with(request, said, "service_detail", number)
    context = {
        **_around(number),
        "title": _("End the entitlement of %s?") % customer,
        "text": _("Its people will no longer find “%s” in the portal.") % service.name,
        "action": _("End the entitlement"),
        "is_danger": True,
    }
    return render_form(request, "generic/confirm.html", form, context)
