from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.doors import missing_as_404
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from core.kinds import page_of
from core.lifecycle import TransitionNotAllowed
from slm.forms.escalations import StepForm
from slm.models import EscalationStep
from slm.services import acknowledge_escalation, add_step, remove_step
from slm.views.agreements import crumbs
from slm.views.confirming import confirmed
from slm.views.finding import agreement_page, newest_url, own_agreement, own_draft


@agreement_page
def escalation_add(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_draft(request, number)
    form = StepForm(sent(request), initial={"version": agreement.version})
    if form.is_valid():
        with errors_into(form), stale_into(form):
            add_step(
                number=number,
                step=form.step(),
                version=form.cleaned_data["version"],
                actor=actor_of(request),
                at=timezone.now(),
            )
            return redirect_with(request, _("Step added."), newest_url(number))
    context = {
        "title": _("Another step of the escalation"),
        "action": _("Add the step"),
        "cancel_url": newest_url(number),
        "crumbs": crumbs(agreement),
        "comparison": compare(form, {}),
    }
    return render_form(request, "slm/form.html", form, context)


@agreement_page
def escalation_remove(request: HttpRequest, number: str, step_id: int) -> HttpResponse:
    agreement = own_agreement(request, number)
    drafts = agreement.versions.drafts()
    step = get_object_or_404(EscalationStep, version__in=drafts, pk=step_id)
    context = {
        "title": _("Remove the step “%s”?") % step,
        "text": _("Without any step of its own, the agreement has the usual ones."),
        "action": _("Remove"),
        "is_danger": True,
    }
    act = partial(remove_step, step_id=step_id)
    return confirmed(request, number, act, _("Step removed."), context)


@login_required
@require_POST
def escalation_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        with missing_as_404():
            done = acknowledge_escalation(
                escalation_id=pk, actor=actor, at=timezone.now()
            )
    except TransitionNotAllowed as error:
        messages.error(request, str(error))
        return redirect("inbox")
    messages.success(request, _("Acknowledged: it goes no further up."))
    return redirect(page_of(done.clock.record.item, actor))
