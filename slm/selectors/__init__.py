from slm.selectors.book import rules_of, span_of, target_book
from slm.selectors.breaches import Breach, breaches, breaches_of
from slm.selectors.cards import (
    Card,
    card_of,
    cards_of,
    others_than,
    turns_with,
    updates_in_time,
)
from slm.selectors.closing import Outcome, compliance_of, outcomes, tally_of
from slm.selectors.collecting import Collected, data_collection
from slm.selectors.completeness import (
    doubtful_targets,
    formula_of,
    source_of,
    usual_formula,
)
from slm.selectors.compliance import (
    About,
    ComplianceRow,
    Tally,
    compliance,
    compliance_by_month,
    decided_clocks,
    share_of,
    tally,
)
from slm.selectors.effect import Effect, effect_of, effect_shown
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.explaining import Explanation, Relaxation, explain_clock
from slm.selectors.instants import to_instant, to_second
from slm.selectors.judging import MonthRow, goal_words, value_words
from slm.selectors.kinds import record_kinds
from slm.selectors.ledger import facts_of, key_of, points_in_effect, step_of
from slm.selectors.mapping import services_by_category
from slm.selectors.months import month_rows
from slm.selectors.outages import course_of_record
from slm.selectors.overview import (
    ServiceMonth,
    bases_of,
    by_month,
    outage_history,
    service_month,
)
from slm.selectors.promised import promised_times
from slm.selectors.readiness import obstacles, overlaps, records_opened_from
from slm.selectors.reading import Reader
from slm.selectors.recalculating import (
    CHANGED,
    FOLLOWED,
    Recalculation,
    clocks_following,
    recalculations,
)
from slm.selectors.sheet import (
    TargetLine,
    current_version,
    limits_in_words,
    limits_of,
    month_targets,
    target_lines,
    targets_for_service,
    version_to_show,
    with_versions,
)
from slm.selectors.standing import (
    OpenClocks,
    open_clocks,
    soonest_due,
    with_risk,
    with_status,
)
from slm.selectors.telling import people_to_tell, service_level_managers
from slm.selectors.values import (
    DayOfValues,
    days_of_values,
    newest_values,
    values_of,
)

__all__ = [
    "CHANGED",
    "FOLLOWED",
    "About",
    "Breach",
    "Card",
    "Collected",
    "ComplianceRow",
    "DayOfValues",
    "Effect",
    "Explanation",
    "MonthRow",
    "OpenClocks",
    "Outcome",
    "Reader",
    "Recalculation",
    "Relaxation",
    "ServiceMonth",
    "Tally",
    "TargetLine",
    "bases_of",
    "breaches",
    "breaches_of",
    "by_month",
    "card_of",
    "cards_of",
    "clocks_following",
    "compliance",
    "compliance_by_month",
    "compliance_of",
    "course_of_record",
    "current_version",
    "data_collection",
    "days_of_values",
    "decided_clocks",
    "doubtful_targets",
    "effect_of",
    "effect_shown",
    "explain_clock",
    "facts_of",
    "formula_of",
    "goal_words",
    "key_of",
    "limits_in_words",
    "limits_of",
    "month_rows",
    "month_targets",
    "newest_values",
    "obstacles",
    "open_clocks",
    "others_than",
    "outage_history",
    "outcomes",
    "overlapping_exclusion",
    "overlaps",
    "people_to_tell",
    "points_in_effect",
    "promised_times",
    "recalculations",
    "record_kinds",
    "records_opened_from",
    "rules_of",
    "service_level_managers",
    "service_month",
    "services_by_category",
    "share_of",
    "soonest_due",
    "source_of",
    "span_of",
    "step_of",
    "tally",
    "tally_of",
    "target_book",
    "target_lines",
    "targets_for_service",
    "to_instant",
    "to_second",
    "turns_with",
    "updates_in_time",
    "usual_formula",
    "value_words",
    "values_of",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
]
