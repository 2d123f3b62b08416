"""How what is done about messages is called."""

from django.utils.translation import gettext_lazy

from core.sentences import register_event

for name, title in (
    ("notifications.preferences_set", gettext_lazy("Wishes for messages changed")),
    ("mail.retried", gettext_lazy("Parked mail tried again")),
):
    register_event(name, title)
