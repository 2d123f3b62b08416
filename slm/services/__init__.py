from slm.services.contents import edit_contents
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
from slm.services.requirements import (
    assess_requirement,
    document_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target

__all__ = [
    "Difference",
    "StaleAgreement",
    "Wording",
    "activate_agreement",
    "add_target",
    "approve_exclusion",
    "assess_requirement",
    "change_target",
    "check_clocks",
    "check_lowering",
    "clock_differences",
    "create_agreement",
    "discard_draft",
    "document_requirement",
    "edit_contents",
    "edit_draft",
    "edit_requirement",
    "follow_record",
    "gather_requirement",
    "lock_agreement",
    "rebuild_clocks",
    "recalculate_clocks",
    "reject_exclusion",
    "remove_target",
    "request_exclusion",
    "resolve_requirement",
    "retract_exclusion",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_exclusion",
]
