from typing import Any

from core.models import User
from core.panels import Panel, register_panel
from reporting.selectors import failures_to_issue, reports_on, reports_touched_by
from slm.selectors.foreseen import Effect
from slm.selectors.revising import PeriodChange


def _failures(subject: Any, user: User) -> dict[str, Any] | None:
    if not user.has_perm("reporting.view_servicereport"):
        return None
    return {"failures": failures_to_issue()}


def _to_be_revised(effect: Effect, user: User) -> dict[str, Any] | None:
    reports = reports_on(
        effect.months, before=effect.decided_at or effect.at, reader=user
    )
    return {"reports": reports} if reports else None


def _to_be_revised_with(change: PeriodChange, user: User) -> dict[str, Any] | None:
    reports = reports_touched_by(change, user)
    return {"reports": reports} if reports else None


register_panel(
    Panel("period.change", "reporting/to_be_revised.html", _to_be_revised_with)
)
register_panel(
    Panel("exclusion.effect", "reporting/to_be_revised.html", _to_be_revised)
)
register_panel(
    Panel("operations.main", "reporting/operations_panel.html", _failures, order=60)
)
