from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calendars.selectors import version_at
from calendars.wording import week_in_words
from catalogue.models import Service
from catalogue.selectors import matching_services
from core.generic import actor_of, render_page
from portal.permissions import may_report
from portal.selectors import health_of, own_records, rows_of

MOST_SHOWN = 5


@require_safe
@login_required
def portal_catalogue(request: HttpRequest) -> HttpResponse:
    reader = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    services = matching_services(text, reader).live()
    context = {"health": health_of(services, reader), "words": text}
    return render_page(request, "portal/portal_catalogue.html", context)


@require_safe
@login_required
def portal_service(request: HttpRequest, number: str) -> HttpResponse:
    reader = actor_of(request)
    services = Service.objects.visible_to(reader).live()
    service = get_object_or_404(
        services.select_related("item", "service_hours", "owner"), item__number=number
    )
    records = own_records(reader).open().filter(service=service)
    context = {
        "service": service,
        "health": health_of([service], reader)[0],
        "rows": rows_of(records.order_by("-updated_at")[:MOST_SHOWN], reader),
        "hours": _hours(service),
        "may_report": may_report(reader),
        "crumbs": [(_("Services"), reverse("portal_catalogue"))],
    }
    return render_page(request, "portal/portal_service.html", context)


def _hours(service: Service) -> str:
    if service.service_hours is None:
        return ""
    version = version_at(service.service_hours, timezone.now())
    return week_in_words(version.agreed) if version else ""
