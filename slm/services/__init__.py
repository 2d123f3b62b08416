from slm.services.drafting import (
    Wording,
    create_agreement,
    discard_draft,
    edit_draft,
    start_new_version,
)
from slm.services.excluding import (
    approve_exclusion,
    reject_exclusion,
    request_exclusion,
    retract_exclusion,
    withdraw_exclusion,
)
from slm.services.explaining import (
    add_cause,
    change_cause,
    explain_breach,
    explain_breaches,
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
from slm.services.reviewing import plan_due_reviews, plan_review
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target

__all__ = [
    "Difference",
    "StaleAgreement",
    "Wording",
    "activate_agreement",
    "add_cause",
    "add_target",
    "approve_exclusion",
    "change_cause",
    "change_target",
    "check_clocks",
    "check_lowering",
    "clock_differences",
    "create_agreement",
    "discard_draft",
    "edit_draft",
    "explain_breach",
    "explain_breaches",
    "follow_record",
    "lock_agreement",
    "plan_due_reviews",
    "plan_review",
    "rebuild_clocks",
    "recalculate_clocks",
    "reject_exclusion",
    "remove_target",
    "request_exclusion",
    "retract_exclusion",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_exclusion",
]
