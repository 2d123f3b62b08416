from core.roles import Role, grant

grant("notifications.view_maildelivery", Role.ADMINISTRATOR, Role.AUDITOR)
grant("notifications.retry_mail", Role.ADMINISTRATOR)
