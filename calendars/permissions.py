from calendars.models import Calendar
from core.models import User
from core.roles import Role, grant

grant(
    "calendars.view_calendar",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("calendars.manage_calendar", Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)


def available_actions(actor: User, calendar: Calendar) -> list[str]:
    """Return what the actor may do with the calendar."""
    return ["add_version"] * actor.has_perm("calendars.manage_calendar")
