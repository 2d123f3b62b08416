from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle, Transition
from workflow.choices import MeetingState as State

RUN = "workflow.run_meeting"

MEETING = Lifecycle(
    Transition(
        "call", _("Send the notice"), frozenset({State.PLANNED}), State.CALLED, RUN
    ),
    Transition(
        "hold",
        _("Note that it was held"),
        frozenset({State.PLANNED, State.CALLED}),
        State.HELD,
        RUN,
    ),
    Transition(
        "approve",
        _("Approve the minutes"),
        frozenset({State.HELD}),
        State.MINUTED,
        RUN,
        frozenset({"minutes"}),
    ),
    Transition(
        "cancel",
        _("Cancel the meeting"),
        frozenset({State.PLANNED, State.CALLED}),
        State.CANCELLED,
        RUN,
        frozenset({"reason"}),
    ),
)
