from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from governance import figures  # noqa: F401 (makes the measures known)
from governance.lifecycle import DECIDE, IMPROVEMENT
from governance.models import Improvement
from governance.selectors.agenda import (
    capability_on_the_agenda,
    compliance_on_the_agenda,
    improvements_on_the_agenda,
    measures_on_the_agenda,
    within,
)
from records.lifecycle import register_lifecycle
from records.permissions import has_ended, may_contribute
from workflow.agenda import carry_on
from workflow.meetings import MeetingKind, register_agenda, register_meeting_kind

register_kind(
    Kind(
        key="improvement",
        prefix="IMP",
        label=_("improvement"),
        label_plural=_("improvements"),
        visible_to=Improvement.objects.visible_to,
        url_name="improvement_detail",
        may_contribute=may_contribute,
        has_ended=has_ended,
    )
)
register_lifecycle("improvement", IMPROVEMENT)

MANAGEMENT_REVIEW = "management_review"
register_meeting_kind(
    MeetingKind(
        key=MANAGEMENT_REVIEW,
        label=_("management review"),
        manage=DECIDE,
        read="governance.view_measurelimit",
    )
)
carry_on(MANAGEMENT_REVIEW)
for order, key, build in (
    (30, "measures", measures_on_the_agenda),
    (40, "improvements", improvements_on_the_agenda),
    (50, "compliance", compliance_on_the_agenda),
    (60, "capability", capability_on_the_agenda),
):
    register_agenda(MANAGEMENT_REVIEW, key, within(build), order)
