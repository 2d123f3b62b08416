from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.doors import missing_as_404
from core.generic import actor_of, errors_into, redirect_with, render_list, render_page
from core.listing import build_listing
from core.models import User
from incidents.models import Incident
from incidents.permissions import may_answer, may_decide_end
from incidents.services import (
    answer_incident,
    close_incident,
    rate_incident,
    reopen_incident,
)
from portal.filters import OwnRecordFilter
from portal.forms import ConfirmForm, RateForm, ReopenForm, ReplyForm
from portal.permissions import may_report
from portal.selectors import ending_of, own_incidents, own_records, rows_of
from portal.timeline import public_timeline
from portal.words import track, whereabouts
from records.choices import Phase, WaitingFor
from records.models import Rating

PAGE_SIZE = 20


@require_safe
@login_required
def portal_records(request: HttpRequest) -> HttpResponse:
    reader = actor_of(request)
    filterset = OwnRecordFilter(request.GET, queryset=own_records(reader), user=reader)
    listing = build_listing(
        request.GET, filterset, columns=[], sort="-updated_at", page_size=PAGE_SIZE
    )
    context = {
        "rows": rows_of(listing.rows, reader),
        "may_report": may_report(reader),
        "speaks_for": reader.has_perm("records.view_organisation_records"),
    }
    return render_list(request, "portal/portal_records.html", listing, context)


@require_safe
@login_required
def portal_record(request: HttpRequest, number: str) -> HttpResponse:
    incident = _own(request, number)
    return _show(request, incident)


@require_POST
@login_required
def portal_record_reply(request: HttpRequest, number: str) -> HttpResponse:
    incident = _own(request, number)
    was_waiting = incident.waiting_for == WaitingFor.CUSTOMER
    said = _("Sent. We go on with it now.") if was_waiting else _("Sent.")
    return _do(request, incident, ReplyForm(request.POST), answer_incident, said)


@require_POST
@login_required
def portal_record_confirm(request: HttpRequest, number: str) -> HttpResponse:
    incident = _own(request, number)
    said = _("Thank you. It is closed.")
    return _do(request, incident, ConfirmForm(request.POST), close_incident, said)


@require_POST
@login_required
def portal_record_reopen(request: HttpRequest, number: str) -> HttpResponse:
    incident = _own(request, number)
    said = _("We take it up again. Thank you for telling us.")
    return _do(request, incident, ReopenForm(request.POST), reopen_incident, said)


@require_POST
@login_required
def portal_record_rate(request: HttpRequest, number: str) -> HttpResponse:
    incident = _own(request, number)
    said = _("Thank you for telling us.")
    return _do(request, incident, RateForm(request.POST), rate_incident, said)


def _own(request: HttpRequest, number: str) -> Incident:
    incidents = own_incidents(actor_of(request)).select_related("service__item")
    incident: Incident = get_object_or_404(incidents, item__number=number)
    return incident


def _do(
    request: HttpRequest,
    incident: Incident,
    form: BaseForm,
    act: Callable[..., Any],
    said: str | Promise,
) -> HttpResponse:
    number = incident.number
    if form.is_valid():
        with missing_as_404(), errors_into(form):
            reader, now = actor_of(request), timezone.now()
            act(number=number, actor=reader, at=now, **form.cleaned_data)
            return redirect_with(request, said, "portal_record", number)
    if not form.fields:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
        return redirect("portal_record", number)
    return _show(request, incident, form)


def _show(
    request: HttpRequest, incident: Incident, sent: BaseForm | None = None
) -> HttpResponse:
    reader = actor_of(request)
    context = {
        "record": incident,
        "where": whereabouts(incident, reader),
        "track": track(incident, reader),
        "timeline": public_timeline(incident, reader),
        "crumbs": [(_("My records"), reverse("portal_records"))],
        "sent": sent,
        "is_own": incident.requester.user_id == reader.pk,
        **_acts(incident, reader, sent),
    }
    status = 422 if sent is not None else 200
    return render_page(request, "portal/portal_record.html", context, status=status)


def _acts(incident: Incident, reader: User, sent: BaseForm | None) -> dict[str, Any]:
    """Return a form for everything that the reader may do now, else nothing."""
    has_ended = incident.phase in (Phase.DONE, Phase.CLOSED)
    rating = Rating.objects.filter(record_id=incident.pk).first() if has_ended else None
    is_closed = incident.phase == Phase.CLOSED
    is_own = incident.requester.user_id == reader.pk
    ending = ending_of(incident)
    decides = has_ended and may_decide_end(reader, incident)
    offers: dict[str, tuple[bool, type[BaseForm]]] = {
        "reply_form": (incident.is_open and may_answer(reader, incident), ReplyForm),
        "reopen_form": (
            decides and ending is not None and timezone.now() <= ending.reopened_until,
            ReopenForm,
        ),
        "rate_form": (is_closed and is_own and rating is None, RateForm),
    }
    acts: dict[str, Any] = {
        # What was sent stays, even if it can no longer be.
        name: sent if type(sent) is form else form() if is_offered else None
        for name, (is_offered, form) in offers.items()
    }
    may_confirm = decides and incident.phase == Phase.DONE
    return {**acts, "may_confirm": may_confirm, "rating": rating, "ending": ending}
