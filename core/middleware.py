from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.choices import Channel
from core.origin import acting_through


class OriginMiddleware:
    """Note for the audit trail that an act came in through the browser or the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith("/api/")
        with acting_through(Channel.API if is_api else Channel.WEB):
            return self.get_response(request)
