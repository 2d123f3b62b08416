from typing import Any

from core.models import User
from core.panels import Panel, register_panel
from notifications.selectors import post_state


def _mail(subject: Any, user: User) -> dict[str, Any] | None:
    if not user.has_perm("notifications.view_maildelivery"):
        return None
    may_retry = user.has_perm("notifications.retry_mail")
    return {"mail": post_state(), "may_retry": may_retry}


register_panel(Panel("operations.main", "notifications/operations_panel.html", _mail))
