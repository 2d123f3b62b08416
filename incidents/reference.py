"""Rows that incidents cannot do without."""

from core.system_users import ensure_system_user
from incidents.models import IncidentRules


def ensure() -> None:
    """Make the rules, and the user as whom incidents are closed by the clock."""
    IncidentRules.objects.get_or_create(pk=1)
    ensure_system_user("incidents")
