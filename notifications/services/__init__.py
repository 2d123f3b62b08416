from notifications.services.notifying import notify
from notifications.services.preferring import set_preferences
from notifications.services.reading import mark_all_read, mark_read
from notifications.services.sending import retry_mail, send_due_mails

__all__ = [
    "mark_all_read",
    "mark_read",
    "notify",
    "retry_mail",
    "send_due_mails",
    "set_preferences",
]
