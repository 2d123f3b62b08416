from typing import Any

from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from workflow.models import Meeting
from workflow.permissions import may_run


def _has_ended(meeting: Any) -> bool:
    return bool(meeting.is_over)


register_kind(
    Kind(
        key="meeting",
        prefix="MTG",
        label=_("meeting"),
        label_plural=_("meetings"),
        visible_to=Meeting.objects.visible_to,
        url_name="meeting_detail",
        customer_url_name="portal_meeting",
        staff_permission="workflow.view_meeting",
        may_contribute=may_run,
        has_ended=_has_ended,
    )
)
