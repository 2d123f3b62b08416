from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from catalogue.models import Service
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
)
from core.models import User
from incidents.models import Incident
from portal.forms import ReportForm
from portal.permissions import may_report
from portal.selectors import health_of, own_records, rows_of
from portal.services import report_incident
from portal.words import Step
from records.choices import ContactChannel

UNKNOWN = "other"
MOST_SHOWN = 3


@login_required
def portal_report(request: HttpRequest) -> HttpResponse:
    reader = actor_of(request)
    if not may_report(reader):
        raise PermissionDenied
    services = Service.objects.visible_to(reader).live().select_related("item")
    chosen = request.GET.get("service", "").replace("\0", "")
    if not chosen:
        listed = health_of(services.order_by("name"), reader)
        context = {"health": listed, "track": _track(0)}
        return render_page(request, "portal/portal_report.html", context)
    service = None
    if chosen != UNKNOWN:
        service = get_object_or_404(services, item__number=chosen)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(*sent)
    if form.is_valid():
        with errors_into(form):
            incident = _open(form, service, reader)
            said = _("Thank you. We have received it as %s.") % incident.number
            return redirect_with(request, said, "portal_record", incident.number)
    return _ask(request, form, service, reader)


def _open(form: ReportForm, service: Service | None, reader: User) -> Incident:
    person = person_of(reader)
    incident = Incident(
        requester=person,
        service=service,
        contact_channel=ContactChannel.PORTAL,
        **form.values(),
    )
    files = form.cleaned_data["attached"]
    return report_incident(
        incident=incident, files=files, actor=reader, at=timezone.now()
    )


def _ask(
    request: HttpRequest, form: ReportForm, service: Service | None, reader: User
) -> HttpResponse:
    form.ask_for_files_again()
    context: dict[str, object] = {"service": service, "track": _track(1)}
    if service is not None:
        open_already = own_records(reader).open().filter(service=service)
        context["health"] = health_of([service], reader)[0]
        latest = open_already.order_by("-updated_at")[:MOST_SHOWN]
        context["rows"] = rows_of(latest, reader)
    return render_form(request, "portal/portal_report.html", form, context)


def _track(here: int) -> list[Step]:
    names = [_("Which service"), _("What happened"), _("Sent")]
    return [
        Step(name, is_done=place < here, is_current=place == here)
        for place, name in enumerate(names)
    ]
