"""
Who may enter a page, and who may act there: one rule for every screen.

What one may not see is not there: 404, whether it is absent or forbidden. What one
may see but not do is refused: 403. What one may do, but not as things stand, is said:
409, or on the form. A page therefore begins with `page_for`, finds what it is about
through `visible_to`, and only then asks `refuse_unless` and `refuse_if_late`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from core.models import User

View = Callable[..., HttpResponseBase]


def page_for(*permissions: str) -> Callable[[View], View]:
    """Ask for a sign-in; without any of the permissions there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not any(request.user.has_perm(one) for one in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        entry: View = login_required(entered)
        return entry

    return decorate


def refuse_unless(actor: User, permission: str) -> None:
    """
    Refuse an act to somebody who may see what it is about.

    :raises PermissionDenied: without the permission
    """
    if not actor.has_perm(permission):
        raise PermissionDenied


@contextmanager
def missing_as_404() -> Iterator[None]:
    """Answer alike for what is not there and what may not be seen."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error
