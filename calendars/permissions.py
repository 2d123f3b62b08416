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
