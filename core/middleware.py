from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.choices import Channel
from core.lifecycle import TransitionNotAllowed
from core.origin import acting_through


class OriginMiddleware:
    """Note for the audit trail that an act came in through the browser or the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith("/api/")
        with acting_through(Channel.API if is_api else Channel.WEB):
            return self.get_response(request)


class IllegalMoveMiddleware:
    """Say on a page why its act is not possible, and give back what was typed for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, TransitionNotAllowed):
            return None
        # Only words have blanks between them.
        typed = [value for value in request.POST.values() if " " in value]
        return render(request, "409.html", {"said": error, "typed": typed}, status=409)
