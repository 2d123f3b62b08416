"""A yearly assessment of what can be delivered."""

from datetime import datetime
from typing import Any

from core.models import User
from slm.services import plan_assessment, start_assessment


def capability_things(manager: User, at: datetime) -> dict[str, Any]:
    """Begin to assess the capability of all services."""
    who: dict[str, Any] = {"actor": manager, "at": at}
    number = plan_assessment(year=2026, **who).number
    begun = start_assessment(number=number, **who)
    line = begun.lines.order_by("pk")[0]
    return {"capability": number, "capability_line": line.pk, "deciding": "decide"}
