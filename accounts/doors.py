"""Who may enter the pages about people."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied

from core.models import User

Page = Callable[..., Any]


def page_for(permission: str) -> Callable[[Page], Page]:
    """Let in who has the permission; others are refused, strangers sign in first."""

    def wrap(view: Page) -> Page:
        guarded = permission_required(permission, raise_exception=True)(view)
        return login_required(guarded)

    return wrap


def acting_user(request: Any) -> User:
    """
    Return the user who asks for a page behind a sign-in.

    :raises PermissionDenied: if nobody is signed in
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
