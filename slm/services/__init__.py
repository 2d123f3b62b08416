from slm.services.chains import recheck_chains
from slm.services.drafting import (
    Wording,
    create_agreement,
    discard_draft,
    edit_draft,
    start_new_version,
)
from slm.services.escalating import (
    acknowledge_escalation,
    escalate,
    raise_unacknowledged,
    send_due_escalations,
    withdraw_escalations,
)
from slm.services.excluding import (
    approve_exclusion,
    reject_exclusion,
    request_exclusion,
    retract_exclusion,
    withdraw_exclusion,
)
from slm.services.following import follow_record
from slm.services.force import activate_agreement, terminate_agreement
from slm.services.guarding import check_lowering
from slm.services.locking import StaleAgreement, lock_agreement
from slm.services.rebuilding import (
    Difference,
    check_clocks,
    clock_differences,
    rebuild_clocks,
)
from slm.services.recalculating import recalculate_clocks
from slm.services.steps import add_step, remove_step
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target

__all__ = [
    "Difference",
    "StaleAgreement",
    "Wording",
    "acknowledge_escalation",
    "activate_agreement",
    "add_step",
    "add_target",
    "approve_exclusion",
    "change_target",
    "check_clocks",
    "check_lowering",
    "clock_differences",
    "create_agreement",
    "discard_draft",
    "edit_draft",
    "escalate",
    "follow_record",
    "lock_agreement",
    "raise_unacknowledged",
    "rebuild_clocks",
    "recalculate_clocks",
    "recheck_chains",
    "reject_exclusion",
    "remove_step",
    "remove_target",
    "request_exclusion",
    "retract_exclusion",
    "send_due_escalations",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_escalations",
    "withdraw_exclusion",
]
