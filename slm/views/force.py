from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import actor_of, errors_into, redirect_with, render_form
from slm.forms import TerminationForm
from slm.services import (
    StaleAgreement,
    activate_agreement,
    discard_draft,
    start_new_version,
    terminate_agreement,
)
from slm.views.agreements import crumbs
from slm.views.confirming import confirmed
from slm.views.finding import note_stale, own_agreement, sent


@login_required
def agreement_activate(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        "title": _("Put %s into force?") % number,
        "text": _(
            "From its first day on, its targets apply to every record that is opened."
            " It can then no longer be changed, only followed by a new version."
        ),
        "action": _("Put into force"),
    }
    message = _("%s is in force.") % number
    return confirmed(request, number, activate_agreement, message, context)


@login_required
def agreement_new_version(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        "title": _("Make a new version of %s?") % number,
        "text": _(
            "It begins as a copy that you can change. Until it enters into force,"
            " the version before stays as it is."
        ),
        "action": _("Make a new version"),
    }
    message = _("There is now a draft to change.")
    return confirmed(request, number, start_new_version, message, context)


@login_required
def agreement_discard(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        "title": _("Discard the draft of %s?") % number,
        "text": _("What is in force stays as it is; the draft is gone."),
        "action": _("Discard"),
        "is_danger": True,
    }
    message = _("The draft is discarded.")
    return confirmed(request, number, discard_draft, message, context)


@login_required
def agreement_terminate(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    initial = {"version": agreement.version}
    form = TerminationForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            with errors_into(form):
                terminate_agreement(
                    number=number,
                    **form.cleaned_data,
                    actor=actor_of(request),
                    at=timezone.now(),
                )
                message = _("The end of %s is recorded.") % number
                return redirect_with(request, message, "agreement_detail", number)
        except StaleAgreement as error:
            note_stale(form, error)
    context = {
        "title": _("Terminate %s") % number,
        "action": _("Terminate"),
        "cancel_url": reverse("agreement_detail", args=[number]),
        "crumbs": crumbs(agreement),
    }
    return render_form(request, "slm/form.html", form, context)
