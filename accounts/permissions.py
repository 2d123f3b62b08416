from core.roles import Role, grant

STAFF = (
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

grant("accounts.view_person", *STAFF)
grant("accounts.view_organisation", *STAFF)
grant("accounts.view_location", *STAFF)
grant("accounts.view_team", *STAFF)
grant("accounts.view_colleagues", Role.CUSTOMER_REPRESENTATIVE)
grant("accounts.manage_people", Role.ADMINISTRATOR)
grant("accounts.register_person", Role.AGENT, Role.TEAM_LEAD, Role.ADMINISTRATOR)
