from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request


class MayWrite(BasePermission):
    """
    Refuses to write without the view's `write_permission`, before looking at what
    was sent: the services would refuse too, but only after naming what is wrong in it.

    Of several permissions one is enough; `may_write` says then of which things.
    Of what the asker may not even see, `get_object` says first that it is not there.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = getattr(view, "write_permission", "")
        if request.method in SAFE_METHODS or not needed:
            return True
        either = [needed] if isinstance(needed, str) else needed
        if any(request.user.has_perm(one) for one in either):
            return True
        if view.detail:
            view.get_object()
        return False

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        may_write = getattr(view, "may_write", None)
        if request.method in SAFE_METHODS or not (may_write and view.write_permission):
            return True
        return bool(may_write(request.user, obj))
