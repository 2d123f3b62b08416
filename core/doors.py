"""Who may enter a page: for everybody else it is not there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def page_for(permission: str) -> Callable[[View], View]:
    """Ask for a sign-in, and say that there is no such page without the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        entry: View = login_required(entered)
        return entry

    return decorate


@contextmanager
def missing_as_404() -> Iterator[None]:
    """Answer alike for what is not there and what may not be seen."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error
