from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from incidents.lifecycle import INCIDENT
from incidents.models import Incident
from records.lifecycle import register_lifecycle
from records.permissions import has_ended, may_contribute
from workflow.agenda import carry_on
from workflow.lifecycle import RUN
from workflow.meetings import MeetingKind, register_meeting_kind

register_kind(
    Kind(
        key="incident",
        prefix="INC",
        label=_("incident"),
        label_plural=_("incidents"),
        visible_to=Incident.objects.visible_to,
        url_name="incident_detail",
        customer_url_name="portal_record",
        staff_permission="records.view_all_records",
        may_contribute=may_contribute,
        has_ended=has_ended,
    )
)

register_lifecycle("incident", INCIDENT)

OPERATIONS_MEETING = "operations_meeting"
register_meeting_kind(
    MeetingKind(
        key=OPERATIONS_MEETING,
        label=_("operations meeting"),
        manage=RUN,
        read="records.view_all_records",
    )
)
carry_on(OPERATIONS_MEETING)
