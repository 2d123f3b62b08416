from django.utils.translation import gettext_lazy as _

from core.lifecycle import Transition
from governance.choices import ImprovementState as State
from records.choices import Phase
from records.lifecycle import RecordLifecycle, Standing

PROPOSE = "governance.propose_improvement"
DECIDE = "governance.decide_improvement"
WORK = "governance.work_improvement"

IMPROVEMENT = RecordLifecycle(
    {
        State.PROPOSED: Standing(Phase.NEW),
        State.APPROVED: Standing(Phase.ACTIVE),
        State.IN_PROGRESS: Standing(Phase.ACTIVE),
        State.IMPLEMENTED: Standing(Phase.DONE),
        State.VERIFIED: Standing(Phase.CLOSED),
        State.REJECTED: Standing(Phase.VOID),
    },
    Transition(
        "approve",
        _("Approve"),
        frozenset({State.PROPOSED}),
        State.APPROVED,
        DECIDE,
        frozenset({"owner", "due_on", "measure", "target_value"}),
    ),
    Transition(
        "reject", _("Reject"), frozenset({State.PROPOSED}), State.REJECTED, DECIDE
    ),
    Transition(
        "start", _("Start"), frozenset({State.APPROVED}), State.IN_PROGRESS, WORK
    ),
    Transition(
        "implement",
        _("Implemented"),
        frozenset({State.IN_PROGRESS}),
        State.IMPLEMENTED,
        WORK,
    ),
    Transition(
        "verify",
        _("Verify the effect"),
        frozenset({State.IMPLEMENTED}),
        State.VERIFIED,
        DECIDE,
        frozenset({"effect"}),
    ),
)
