from django.utils.translation import gettext_lazy as _

from calendars.models import Calendar
from core.kinds import Kind, register_kind

register_kind(
    Kind(
        key="calendar",
        prefix="CAL",
        label=_("calendar"),
        label_plural=_("calendars"),
        visible_to=Calendar.objects.visible_to,
        url_name="calendar_detail",
    )
)
