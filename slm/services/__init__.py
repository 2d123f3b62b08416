from slm.outage_terms import OutageTerms
from slm.services.capability import (
    add_new_services,
    assess_service,
    carry_out_assessment,
    decide_assessment,
    note_catalogue_update,
    start_assessment,
)
from slm.services.capability_plans import (
    name_plan,
    plan_assessment,
    plan_due_assessments,
)
from slm.services.cataloguing import (
    agree_catalogue,
    ask_for_catalogue_anew,
    decline_catalogue,
    draft_catalogue,
    offer_catalogue,
    withdraw_catalogue,
)
from slm.services.causes import add_cause, change_cause
from slm.services.chains import recheck_chains
from slm.services.closing import (
    NothingToRevise,
    close_period,
    revise_period,
    settle_doubts,
)
from slm.services.contents import edit_contents
from slm.services.drafting import (
    DURATION,
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
from slm.services.expiring import follow_agreements, move_review
from slm.services.explaining import (
    explain_breach,
    explain_breaches,
    explain_month,
    explain_outage,
)
from slm.services.following import follow_record
from slm.services.force import activate_agreement, terminate_agreement
from slm.services.guarding import check_lowering
from slm.services.locking import StaleAgreement, lock_agreement
from slm.services.mapping import map_categories
from slm.services.measures import create_measure, edit_measure, record_values
from slm.services.month_warnings import warn_of_months
from slm.services.negotiating import (
    comment_on_draft,
    decline_offer,
    offer_draft,
    settle_comment,
    withdraw_offer,
)
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
from slm.services.repairing import (
    apply_repair,
    approve_repair,
    reject_repair,
    request_repair,
    retract_repair,
)
from slm.services.replaying import check_what_if, replay_what_if
from slm.services.requirements import (
    assess_requirement,
    document_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)
from slm.services.reviewing import (
    follow_review,
    follow_review_day,
    plan_due_reviews,
    plan_review,
)
from slm.services.revision_notes import tell_of_doubts
from slm.services.rewording import void_if_reworded, void_where_reworded
from slm.services.signing import OnPaper, record_paper_signature, sign_agreement
from slm.services.steps import add_step, remove_step
from slm.services.sweeping import sweep_clocks
from slm.services.targets import add_target, change_target, remove_target
from slm.services.value_tables import import_values, read_values

__all__ = [
    "DURATION",
    "Difference",
    "NothingToRevise",
    "OnPaper",
    "OutageTerms",
    "StaleAgreement",
    "Wording",
    "acknowledge_escalation",
    "activate_agreement",
    "add_cause",
    "add_new_services",
    "add_step",
    "add_target",
    "agree_catalogue",
    "apply_repair",
    "approve_exclusion",
    "approve_repair",
    "ask_for_catalogue_anew",
    "assess_requirement",
    "assess_service",
    "carry_out_assessment",
    "change_cause",
    "change_outage",
    "change_target",
    "check_clocks",
    "check_lowering",
    "check_what_if",
    "clock_differences",
    "close_period",
    "comment_on_draft",
    "confirm_outage",
    "create_agreement",
    "create_measure",
    "decide_assessment",
    "decline_catalogue",
    "decline_offer",
    "discard_draft",
    "dispute_outage",
    "document_requirement",
    "draft_catalogue",
    "edit_contents",
    "edit_draft",
    "edit_measure",
    "edit_requirement",
    "end_outage",
    "escalate",
    "explain_breach",
    "explain_breaches",
    "explain_month",
    "explain_outage",
    "follow_agreements",
    "follow_record",
    "follow_review",
    "follow_review_day",
    "gather_requirement",
    "import_values",
    "lock_agreement",
    "map_categories",
    "move_review",
    "name_plan",
    "note_catalogue_update",
    "offer_catalogue",
    "offer_draft",
    "plan_assessment",
    "plan_due_assessments",
    "plan_due_reviews",
    "plan_review",
    "raise_unacknowledged",
    "read_values",
    "rebuild_clocks",
    "recalculate_clocks",
    "recheck_chains",
    "record_paper_signature",
    "record_values",
    "reject_exclusion",
    "reject_repair",
    "remove_step",
    "remove_target",
    "replay_what_if",
    "report_outage",
    "request_exclusion",
    "request_repair",
    "resolve_requirement",
    "retract_exclusion",
    "retract_repair",
    "revise_period",
    "send_due_escalations",
    "settle_comment",
    "settle_doubts",
    "sign_agreement",
    "start_assessment",
    "start_new_version",
    "sweep_clocks",
    "tell_of_doubts",
    "terminate_agreement",
    "void_if_reworded",
    "void_where_reworded",
    "warn_of_months",
    "withdraw_catalogue",
    "withdraw_escalations",
    "withdraw_exclusion",
    "withdraw_offer",
    "withdraw_outage",
]
