import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from accounts.models import Person

# How fresh “last seen” is kept: four statements for every page would be too many.
SEEN_EVERY = 300


class ReaderMiddleware:
    """Show times in the reader's own zone, and words in the reader's own language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reader = _reader(request)
        if reader is None:
            return self.get_response(request)
        # The language stays for what is still said of this request afterwards;
        # the next one chooses anew.
        translation.activate(reader.language)
        request.LANGUAGE_CODE = reader.language
        with timezone.override(zoneinfo.ZoneInfo(reader.time_zone)):
            response = self.get_response(request)
        response.headers["Content-Language"] = translation.get_language() or ""
        return response


def _reader(request: HttpRequest) -> Person | None:
    if not request.user.is_authenticated:
        return None
    # Kept upon the user: whoever asks for the person later has it already.
    return getattr(request.user, "person", None)


class BackToTheFormMiddleware:
    """Lead whoever must sign in once more back to the form, not to where it was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        to = urlsplit(response.headers.get("Location", ""))
        if request.method == "POST" and to.path == sign_in and to.query:
            form = urlsplit(request.headers.get("Referer", ""))
            is_ours = form.netloc == request.get_host()
            page = urlunsplit(("", "", form.path, form.query, "")) if is_ours else "/"
            response.headers["Location"] = f"{sign_in}?{urlencode({'next': page})}"
        return response


class SessionTrackingMiddleware:
    """Keep where each session is used from, and when it was last, to five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        is_known = not key or not cache.add(f"session_seen:{key}", 1, SEEN_EVERY)
        if not is_known and request.user.is_authenticated:
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
