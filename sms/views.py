from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from core.finding import numbered, search_everything, searched_text
from core.generic import actor_of, render_page
from sms import health
from sms.demo.context import unfinished_job
from sms.demo.sign_ins import sign_ins_path


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    states = health.readiness(at=timezone.now())
    is_ready = all(state == health.FINE for state in states.values())
    return JsonResponse(states, status=200 if is_ready else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is wrong in the address, if it was one of ours who found it."""
    said = str(exception) if type(exception) is BadRequest else ""
    return render(request, "400.html", {"said": said}, status=400)


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Lead to the number that was typed in full, or show whatever is found."""
    reader, text = actor_of(request), searched_text(request.GET.get("q", ""))
    if not text.isdecimal() and (exact := numbered(text, reader)) and exact[0].url:
        return redirect(exact[0].url)
    # Customers search among services and their own records, in words of their own.
    if not reader.has_perm("records.view_all_records"):
        return redirect(f"{reverse('portal_search')}?{urlencode({'q': text})}")
    context = {"search_text": text, "groups": search_everything(text, reader)}
    return render_page(request, "core/search.html", context)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse("A token is needed.\n", status=401, headers=headers)
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


@require_safe
@login_required
@never_cache
def demonstration_progress(request: HttpRequest) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("/")
    job = unfinished_job() if sign_ins_path().exists() else None
    # Nothing takes the place of the note when all is made.
    if job is None:
        return HttpResponse("")
    return render(request, "components/demo_progress.html", {"job": job})
