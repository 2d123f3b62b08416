from django.utils.translation import gettext_lazy as _

from core.lifecycle import Transition
from incidents.choices import IncidentState as State
from records.choices import Phase, WaitingFor
from records.lifecycle import RecordLifecycle, Standing

WORK = "incidents.work_incident"
PENDING = {
    WaitingFor.CUSTOMER: State.PENDING_CUSTOMER,
    WaitingFor.SUPPLIER: State.PENDING_SUPPLIER,
    WaitingFor.PROBLEM: State.PENDING_PROBLEM,
    WaitingFor.CHANGE: State.PENDING_CHANGE,
}
FRESH = frozenset({State.NEW, State.ASSIGNED})
WAITING = frozenset(PENDING.values())
OPEN = FRESH | WAITING | {State.IN_PROGRESS}


def _wait(reason: WaitingFor) -> Transition:
    target = PENDING[reason]
    return Transition(
        f"wait_for_{reason.value}", target.label, OPEN - {target}, target, WORK
    )


INCIDENT = RecordLifecycle(
    {
        State.NEW: Standing(Phase.NEW),
        State.ASSIGNED: Standing(Phase.NEW),
        State.IN_PROGRESS: Standing(Phase.ACTIVE),
        State.PENDING_CUSTOMER: Standing(Phase.WAITING, WaitingFor.CUSTOMER),
        State.PENDING_SUPPLIER: Standing(Phase.WAITING, WaitingFor.SUPPLIER),
        State.PENDING_PROBLEM: Standing(Phase.WAITING, WaitingFor.PROBLEM),
        State.PENDING_CHANGE: Standing(Phase.WAITING, WaitingFor.CHANGE),
        State.RESOLVED: Standing(Phase.DONE),
        State.CLOSED: Standing(Phase.CLOSED),
        State.CANCELLED: Standing(Phase.VOID),
    },
    Transition("assign", _("Assign"), frozenset({State.NEW}), State.ASSIGNED, WORK),
    Transition("start", _("Start work"), FRESH, State.IN_PROGRESS, WORK),
    Transition("resume", _("Resume work"), WAITING, State.IN_PROGRESS, WORK),
    *(_wait(reason) for reason in PENDING),
    Transition(
        "resolve",
        _("Resolve"),
        OPEN,
        State.RESOLVED,
        WORK,
        frozenset({"resolution", "close_code"}),
    ),
    Transition(
        "reopen",
        _("Reopen"),
        frozenset({State.RESOLVED, State.CLOSED}),
        State.IN_PROGRESS,
        "incidents.reopen_incident",
    ),
    Transition(
        "close",
        _("Close"),
        frozenset({State.RESOLVED}),
        State.CLOSED,
        "incidents.close_incident",
    ),
    Transition("cancel", _("Cancel"), OPEN, State.CANCELLED, WORK),
)
