from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.generic import render_page
from core.navigation import Door
from sms.design import samples
from sms.design.figures import sample_charts


def _show(
    request: HttpRequest, name: str, door: Door, context: dict[str, Any]
) -> HttpResponse:
    shown = {"navigation": samples.navigation(door), "inbox_count": 3, **context}
    return render_page(request, f"design/{name}.html", shown)


def design(request: HttpRequest) -> HttpResponse:
    form = samples.IncidentForm({"caller": "Ada Berg", "title": ""})
    form.add_error(None, ValidationError("The service is retired since 1 March."))
    context = {**samples.components(timezone.now()), "form": form}
    return _show(request, "components", Door.MANAGE, context)


def design_queue(request: HttpRequest) -> HttpResponse:
    return _show(
        request, "queue", Door.DESK, {"listing": samples.listing(timezone.now())}
    )


def design_record(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    context = {
        "at": at,
        "record": samples.records(at)[0],
        "clocks": samples.clocks(at)[:3],
        "crumbs": [("Queue", "/design/queue/")],
    }
    return _show(request, "record", Door.DESK, context)


def design_form(request: HttpRequest) -> HttpResponse:
    form = samples.IncidentForm(request.GET if "caller" in request.GET else None)
    return _show(request, "form", Door.DESK, {"form": form})


def design_dashboard(request: HttpRequest) -> HttpResponse:
    context = {"charts": sample_charts()}
    return _show(request, "dashboard", Door.MANAGE, context)


def design_portal(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return _show(request, "portal", Door.PORTAL, {"rows": samples.records(at)[:3]})
