from slm.selectors.book import target_book
from slm.selectors.breaches import Breach, breaches, breaches_of
from slm.selectors.cards import (
    card_of,
    cards_of,
    others_than,
    turns_with,
    updates_in_time,
)
from slm.selectors.catalogue import hash_of, live_catalogue
from slm.selectors.catalogue_standing import catalogue_standings, standing_of
from slm.selectors.chain_parts import Supposing
from slm.selectors.chains import broken_by, chain_of, chain_warnings
from slm.selectors.clauses import clauses_of
from slm.selectors.closing import VERDICTS, Outcome, compliance_of, outcomes
from slm.selectors.collecting import Collected, data_collection
from slm.selectors.completeness import doubtful_targets
from slm.selectors.compliance import (
    ComplianceRow,
    Tally,
    compliance,
    decided_clocks,
    kept_by,
    share_of,
    tally,
)
from slm.selectors.contents import (
    SectionLine,
    empty_sections,
    section_lines,
    sections_of,
)
from slm.selectors.effective import EffectiveTerms, effective_terms, terms_around
from slm.selectors.explaining import Explanation, explain_clock
from slm.selectors.frozen_months import month_results, months_in
from slm.selectors.hint import Hint
from slm.selectors.hints import improvement_hints
from slm.selectors.instants import to_instant
from slm.selectors.judging import MonthRow
from slm.selectors.kept import Compliance, agreements_kept
from slm.selectors.kinds import record_kinds
from slm.selectors.ledger import (
    facts_of,
    key_of,
    points_in_effect,
    step_of,
    steps_in_effect,
)
from slm.selectors.mapping import services_by_category
from slm.selectors.month_figures import (
    month_figures,
    shown_month,
)
from slm.selectors.month_outages import outages_told, shown_outage
from slm.selectors.month_words import goal_words
from slm.selectors.months import month_rows
from slm.selectors.negotiating import comments_for, interim_warnings
from slm.selectors.outages import course_of_record
from slm.selectors.overview import (
    bases_of,
    bases_offered,
    by_month,
    leg_bases,
    outage_history,
    service_month,
)
from slm.selectors.period import period_data, rows_in
from slm.selectors.promised import promised_times
from slm.selectors.readiness import obstacles, overlaps, records_opened_from
from slm.selectors.reading import Reader
from slm.selectors.recalculating import CHANGED, FOLLOWED, recalculations
from slm.selectors.repairing import effect_of_repair
from slm.selectors.replay import Substitution, replay
from slm.selectors.replay_months import months_of_what_if, replayed_months
from slm.selectors.replay_results import (
    lines_of_what_if,
    replay_data,
    rows_of_what_if,
)
from slm.selectors.resting import measured_parts
from slm.selectors.revising import (
    differences,
    month_differences,
    months_to_close,
    periods_to_revise,
    unfounded_doubts,
)
from slm.selectors.sheet import (
    limits_of,
    month_targets,
    next_version,
    shown_versions,
    target_lines,
    version_asked,
    version_to_show,
    with_versions,
)
from slm.selectors.standing import open_clocks, with_risk, with_status
from slm.selectors.telling import service_level_managers
from slm.selectors.values import days_of_values, newest_values
from slm.selectors.wording_hash import digest_of, wording_hash
from slm.selectors.workload import Workload, workload_of

__all__ = [
    "CHANGED",
    "FOLLOWED",
    "VERDICTS",
    "Breach",
    "Collected",
    "Compliance",
    "ComplianceRow",
    "EffectiveTerms",
    "Explanation",
    "Hint",
    "MonthRow",
    "Outcome",
    "Reader",
    "SectionLine",
    "Substitution",
    "Supposing",
    "Tally",
    "Workload",
    "agreements_kept",
    "bases_of",
    "bases_offered",
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
    "comments_for",
    "compliance",
    "compliance_of",
    "course_of_record",
    "data_collection",
    "days_of_values",
    "decided_clocks",
    "differences",
    "digest_of",
    "doubtful_targets",
    "effect_of_repair",
    "effective_terms",
    "empty_sections",
    "explain_clock",
    "facts_of",
    "goal_words",
    "hash_of",
    "improvement_hints",
    "interim_warnings",
    "kept_by",
    "key_of",
    "leg_bases",
    "limits_of",
    "lines_of_what_if",
    "live_catalogue",
    "measured_parts",
    "month_differences",
    "month_figures",
    "month_results",
    "month_rows",
    "month_targets",
    "months_in",
    "months_of_what_if",
    "months_to_close",
    "newest_values",
    "next_version",
    "obstacles",
    "open_clocks",
    "others_than",
    "outage_history",
    "outages_told",
    "outcomes",
    "overlaps",
    "period_data",
    "periods_to_revise",
    "points_in_effect",
    "promised_times",
    "recalculations",
    "record_kinds",
    "records_opened_from",
    "replay",
    "replay_data",
    "replayed_months",
    "rows_in",
    "rows_of_what_if",
    "section_lines",
    "sections_of",
    "service_level_managers",
    "service_month",
    "services_by_category",
    "share_of",
    "shown_month",
    "shown_outage",
    "shown_versions",
    "standing_of",
    "step_of",
    "steps_in_effect",
    "tally",
    "target_book",
    "target_lines",
    "terms_around",
    "to_instant",
    "turns_with",
    "unfounded_doubts",
    "updates_in_time",
    "version_asked",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
    "wording_hash",
    "workload_of",
]
