"""Who may enter the desk: for everybody else its pages are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def desk_page(permission: str = "records.view_all_records") -> Callable[[View], View]:
    """Ask for a sign-in, and say that there is no such page without the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not request.user.has_perms(["records.view_all_records", permission]):
                raise Http404
            return view(request, *args, **kwargs)

        entry: View = login_required(entered)
        return entry

    return decorate
