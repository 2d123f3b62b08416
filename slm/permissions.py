from core.roles import Role, grant

grant(
    "slm.view_agreement",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("slm.view_own_agreement", Role.CUSTOMER_REPRESENTATIVE)
grant("slm.manage_agreement", Role.SERVICE_LEVEL_MANAGER)
