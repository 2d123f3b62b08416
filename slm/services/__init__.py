from slm.services.cataloguing import (
    agree_catalogue,
    decline_catalogue,
    draft_catalogue,
    offer_catalogue,
    withdraw_catalogue,
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
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target

__all__ = [
    "Difference",
    "StaleAgreement",
    "Wording",
    "activate_agreement",
    "add_target",
    "agree_catalogue",
    "approve_exclusion",
    "change_target",
    "check_clocks",
    "check_lowering",
    "clock_differences",
    "create_agreement",
    "decline_catalogue",
    "discard_draft",
    "draft_catalogue",
    "edit_draft",
    "follow_record",
    "lock_agreement",
    "offer_catalogue",
    "rebuild_clocks",
    "recalculate_clocks",
    "reject_exclusion",
    "remove_target",
    "request_exclusion",
    "retract_exclusion",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_catalogue",
    "withdraw_exclusion",
]
