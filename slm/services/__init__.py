from slm.outage_terms import OutageTerms
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
from slm.services.measures import create_measure, edit_measure, record_values
from slm.services.outages import (
    change_outage,
    confirm_outage,
    dispute_outage,
    end_outage,
    report_outage,
    withdraw_outage,
)
from slm.services.rebuilding import (
    Difference,
    check_clocks,
    clock_differences,
    rebuild_clocks,
)
from slm.services.recalculating import recalculate_clocks
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target
from slm.services.value_tables import import_values, read_values

__all__ = [
    "Difference",
    "OutageTerms",
    "StaleAgreement",
    "Wording",
    "activate_agreement",
    "add_target",
    "approve_exclusion",
    "change_outage",
    "change_target",
    "check_clocks",
    "check_lowering",
    "clock_differences",
    "confirm_outage",
    "create_agreement",
    "create_measure",
    "discard_draft",
    "dispute_outage",
    "edit_draft",
    "edit_measure",
    "end_outage",
    "follow_record",
    "import_values",
    "lock_agreement",
    "read_values",
    "rebuild_clocks",
    "recalculate_clocks",
    "record_values",
    "reject_exclusion",
    "remove_target",
    "report_outage",
    "request_exclusion",
    "retract_exclusion",
    "start_new_version",
    "sweep_clocks",
    "terminate_agreement",
    "withdraw_exclusion",
    "withdraw_outage",
]
