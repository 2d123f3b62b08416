from typing import Any

from accounts.models import Team
from calendars.models import Calendar
from core.models import User
from core.roles import Role, grant

grant(
    "calendars.view_calendar",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("calendars.manage_calendar", Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)

grant("calendars.manage_rota", Role.TEAM_LEAD, Role.ADMINISTRATOR)


def may_plan(actor: User, team: Team) -> bool:
    """Whether the actor may say who of the team is on call: its leads may."""
    if not actor.has_perm("calendars.manage_rota"):
        return False
    if actor.has_perm("accounts.manage_people"):
        return True
    return team.memberships.filter(person__user=actor, is_lead=True).exists()


def on_call_actions(actor: User, stands: Any) -> list[str]:
    """Return what the actor may do about who is on call for a team."""
    if not may_plan(actor, stands.team):
        return []
    return ["set_hours", *["plan", "cancel"] * (stands.rota is not None)]


def available_actions(actor: User, calendar: Calendar) -> list[str]:
    """Return what the actor may do with the calendar."""
    return ["add_version"] * actor.has_perm("calendars.manage_calendar")
