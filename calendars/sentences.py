"""How what is done to calendars is called."""

from django.utils.translation import gettext_lazy

from calendars.models import Calendar, CalendarVersion
from core.sentences import register_event, register_fields

for name, title in (
    ("calendar.created", gettext_lazy("Calendar made")),
    ("calendar.changed", gettext_lazy("Other hours agreed")),
):
    register_event(name, title)

for name, title in (
    ("on_call.hours_set", gettext_lazy("Hours of a team set")),
    ("on_call.planned", gettext_lazy("On-call shifts planned")),
    ("on_call.cancelled", gettext_lazy("On-call shift cancelled")),
):
    register_event(name, title, detail=lambda event: event.facts["team_name"])

register_fields("calendar", Calendar, CalendarVersion)
