from typing import Any

from core.models import User
from core.panels import Panel, register_panel
from reporting.selectors import failures_to_issue


def _failures(subject: Any, user: User) -> dict[str, Any] | None:
    if not user.has_perm("reporting.view_servicereport"):
        return None
    return {"failures": failures_to_issue()}


register_panel(
    Panel("operations.main", "reporting/operations_panel.html", _failures, order=60)
)
