from slm.services.closing import (
    NothingToRevise,
    close_period,
    revise_period,
    settle_doubts,
)
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
from slm.services.repairing import (
    apply_repair,
    approve_repair,
    reject_repair,
    request_repair,
    retract_repair,
)
from slm.services.replaying import check_what_if, replay_what_if
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target

__all__ = [
    "Difference",
    "NothingToRevise",
    "StaleAgreement",
    "Wording",
    "activate_agreement",
    "add_target",
    "apply_repair",
    "approve_exclusion",
    "approve_repair",
    "change_target",
    "check_clocks",
    "check_lowering",
    "check_what_if",
    "clock_differences",
    "close_period",
    "create_agreement",
    "discard_draft",
    "edit_draft",
    "follow_record",
    "lock_agreement",
    "rebuild_clocks",
    "recalculate_clocks",
    "reject_exclusion",
    "reject_repair",
    "remove_target",
    "replay_what_if",
    "request_exclusion",
    "request_repair",
    "retract_exclusion",
    "retract_repair",
    "revise_period",
    "settle_doubts",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_exclusion",
]
