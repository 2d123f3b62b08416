from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request


class MayWrite(BasePermission):
    """
    Refuses to write without the view's `write_permission`, before looking at what
    was sent: the services would refuse too, but only after naming what is wrong in it.

    Of what the asker may not even see, `get_object` says first that it is not there.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = getattr(view, "write_permission", "")
        if request.method in SAFE_METHODS or not needed:
            return True
        if request.user.has_perm(needed):
            return True
        if view.detail:
            view.get_object()
        return False
