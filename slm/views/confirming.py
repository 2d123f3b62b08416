"""Asking whether it is meant, before it is done."""

from collections.abc import Callable, Mapping
from typing import Any

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
from core.inputs import VersionForm
from slm.models import Agreement
from slm.views.finding import newest_url, own_agreement


def confirmed(
    request: HttpRequest,
    number: str,
    act: Callable[..., Any],
    message: str,
    context: Mapping[str, Any],
    then: str = "",
) -> HttpResponse:
    """Show the question, or do what was confirmed and go on, or back to the agreement."""
    agreement = own_agreement(request, number)
    form = VersionForm(sent(request), initial={"version": agreement.version})
    if form.is_valid() and _done(request, agreement, act, form):
        return redirect_with(request, message, then or newest_url(number))
    facts = [(_("Agreement"), agreement.title), (_("With"), agreement.party)]
    page = {"cancel_url": newest_url(number), "facts": facts}
    return render_form(request, "generic/confirm.html", form, {**page, **context})


def _done(
    request: HttpRequest,
    agreement: Agreement,
    act: Callable[..., Any],
    form: VersionForm,
) -> bool:
    with errors_into(form), stale_into(form):
        act(
            number=agreement.number,
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    return not form.errors
