from core.roles import Role, grant

grant("core.view_outbox", Role.ADMINISTRATOR, Role.AUDITOR)
grant("core.retry_outbox", Role.ADMINISTRATOR)
grant("core.view_event", Role.AUDITOR, Role.ADMINISTRATOR)
