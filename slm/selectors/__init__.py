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
from slm.selectors.catalogue import (
    CatalogueStanding,
    catalogue_standings,
    hash_of,
    live_catalogue,
    live_catalogues,
    standing_of,
)
from slm.selectors.chain_parts import (
    Chain,
    Supposing,
)
from slm.selectors.chains import (
    broken_by,
    chain_of,
    chain_warnings,
)
from slm.selectors.clauses import (
    Clause,
    Redline,
    clauses_of,
    notice_words,
    redline,
    register_clauses,
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
from slm.selectors.contents import (
    SectionLine,
    critical_spans,
    empty_sections,
    section_lines,
    sections_of,
)
from slm.selectors.effect import Effect, effect_of, effect_shown, shown_to
from slm.selectors.effective import EffectiveTerms, effective_terms
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.explaining import Explanation, Relaxation, explain_clock
from slm.selectors.hints import Hint, improvement_hints, is_falling, is_hollow
from slm.selectors.instants import to_instant, to_second
from slm.selectors.judging import MonthRow, goal_words, value_words
from slm.selectors.kept import (
    AgreementKept,
    Compliance,
    TargetKept,
    agreements_kept,
    trends_of,
)
from slm.selectors.kinds import record_kinds
from slm.selectors.ledger import facts_of, key_of, points_in_effect, step_of
from slm.selectors.mapping import services_by_category
from slm.selectors.months import month_rows
from slm.selectors.negotiating import (
    comments_for,
    interim_warnings,
    offered_to,
    offers_of,
    signatures_of,
)
from slm.selectors.outages import course_of_record
from slm.selectors.outlook import Forecast, clocks_at_risk, forecast_of, forecasts
from slm.selectors.overview import (
    ServiceMonth,
    bases_of,
    by_month,
    outage_history,
    service_month,
)
from slm.selectors.period import (
    closing_rows,
    figures_in,
    newest_results,
    period_data,
    plain_row,
    plain_tally,
    rows_in,
    verdict_of,
)
from slm.selectors.promised import promised_times
from slm.selectors.readiness import obstacles, overlaps, records_opened_from
from slm.selectors.reading import Reader
from slm.selectors.recalculating import (
    CHANGED,
    FOLLOWED,
    Recalculation,
    acts_from,
    clocks_following,
    recalculations,
)
from slm.selectors.repairing import (
    closed_months_touched,
    collisions_of,
    effect_of_repair,
    overlapping_repair,
    records_touched,
    repair_shown,
)
from slm.selectors.replay import (
    Replay,
    Substitution,
    replay,
)
from slm.selectors.replay_results import (
    lines_of_what_if,
    replay_data,
)
from slm.selectors.revising import (
    PeriodChange,
    differences,
    periods_to_revise,
    unfounded_doubts,
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
from slm.selectors.telling import (
    people_to_tell,
    representatives_of,
    service_level_managers,
)
from slm.selectors.values import DayOfValues, days_of_values, newest_values, values_of
from slm.selectors.wording_hash import register_wording, wording_hash, wording_of
from slm.selectors.workload import Workload, workload_of

__all__ = [
    "CHANGED",
    "FOLLOWED",
    "About",
    "AgreementKept",
    "Breach",
    "Card",
    "CatalogueStanding",
    "Chain",
    "Clause",
    "Collected",
    "Compliance",
    "ComplianceRow",
    "DayOfValues",
    "Effect",
    "EffectiveTerms",
    "Explanation",
    "Forecast",
    "Hint",
    "MonthRow",
    "OpenClocks",
    "Outcome",
    "PeriodChange",
    "Reader",
    "Recalculation",
    "Redline",
    "Relaxation",
    "Replay",
    "SectionLine",
    "ServiceMonth",
    "Substitution",
    "Supposing",
    "Tally",
    "TargetKept",
    "TargetLine",
    "Workload",
    "acts_from",
    "agreements_kept",
    "bases_of",
    "breaches",
    "breaches_of",
    "broken_by",
    "by_month",
    "card_of",
    "cards_of",
    "catalogue_standings",
    "chain_of",
    "chain_warnings",
    "clauses_of",
    "clocks_at_risk",
    "clocks_following",
    "closed_months_touched",
    "closing_rows",
    "collisions_of",
    "comments_for",
    "compliance",
    "compliance_by_month",
    "compliance_of",
    "course_of_record",
    "critical_spans",
    "current_version",
    "data_collection",
    "days_of_values",
    "decided_clocks",
    "differences",
    "doubtful_targets",
    "effect_of",
    "effect_of_repair",
    "effect_shown",
    "effective_terms",
    "empty_sections",
    "explain_clock",
    "facts_of",
    "figures_in",
    "forecast_of",
    "forecasts",
    "formula_of",
    "goal_words",
    "hash_of",
    "improvement_hints",
    "interim_warnings",
    "is_falling",
    "is_hollow",
    "key_of",
    "limits_in_words",
    "limits_of",
    "lines_of_what_if",
    "live_catalogue",
    "live_catalogues",
    "month_rows",
    "month_targets",
    "newest_results",
    "newest_values",
    "notice_words",
    "obstacles",
    "offered_to",
    "offers_of",
    "open_clocks",
    "others_than",
    "outage_history",
    "outcomes",
    "overlapping_exclusion",
    "overlapping_repair",
    "overlaps",
    "people_to_tell",
    "period_data",
    "periods_to_revise",
    "plain_row",
    "plain_tally",
    "points_in_effect",
    "promised_times",
    "recalculations",
    "record_kinds",
    "records_opened_from",
    "records_touched",
    "redline",
    "register_clauses",
    "register_wording",
    "repair_shown",
    "replay",
    "replay_data",
    "representatives_of",
    "rows_in",
    "rules_of",
    "section_lines",
    "sections_of",
    "service_level_managers",
    "service_month",
    "services_by_category",
    "share_of",
    "shown_to",
    "signatures_of",
    "soonest_due",
    "source_of",
    "span_of",
    "standing_of",
    "step_of",
    "tally",
    "tally_of",
    "target_book",
    "target_lines",
    "targets_for_service",
    "to_instant",
    "to_second",
    "trends_of",
    "turns_with",
    "unfounded_doubts",
    "updates_in_time",
    "usual_formula",
    "value_words",
    "values_of",
    "verdict_of",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
    "wording_hash",
    "wording_of",
    "workload_of",
]
