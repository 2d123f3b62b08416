"""How what is done to calendars is called."""

from django.utils.translation import gettext_lazy

from calendars.models import Calendar, CalendarVersion
from core.sentences import register_event, register_fields

for name, title in (
    ("calendar.created", gettext_lazy("Calendar made")),
    ("calendar.changed", gettext_lazy("Other hours agreed")),
):
    register_event(name, title)

register_fields("calendar", Calendar, CalendarVersion)
