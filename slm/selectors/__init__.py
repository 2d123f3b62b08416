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
from slm.selectors.chains import Chain, Supposing, broken_by, chain_of, chain_warnings
from slm.selectors.clauses import (
    Clause,
    Redline,
    clauses_of,
    notice_words,
    redline,
    register_clauses,
)
from slm.selectors.closing import Outcome, compliance_of, outcomes, tally_of
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
from slm.selectors.effect import Effect, effect_of, effect_shown
from slm.selectors.effective import EffectiveTerms, effective_terms
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.explaining import Explanation, Relaxation, explain_clock
from slm.selectors.instants import to_instant, to_second
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
from slm.selectors.negotiating import (
    comments_for,
    interim_warnings,
    offered_to,
    offers_of,
    signatures_of,
)
from slm.selectors.outlook import Forecast, clocks_at_risk, forecast_of, forecasts
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
from slm.selectors.wording_hash import register_wording, wording_hash, wording_of
from slm.selectors.workload import Workload, workload_of

__all__ = [
    "CHANGED",
    "FOLLOWED",
    "About",
    "AgreementKept",
    "Breach",
    "Card",
    "Chain",
    "Clause",
    "Compliance",
    "ComplianceRow",
    "Effect",
    "EffectiveTerms",
    "Explanation",
    "Forecast",
    "OpenClocks",
    "Outcome",
    "PeriodChange",
    "Reader",
    "Recalculation",
    "Redline",
    "Relaxation",
    "SectionLine",
    "Supposing",
    "Tally",
    "TargetKept",
    "TargetLine",
    "Workload",
    "acts_from",
    "agreements_kept",
    "breaches",
    "breaches_of",
    "broken_by",
    "card_of",
    "cards_of",
    "chain_of",
    "chain_warnings",
    "clauses_of",
    "clocks_at_risk",
    "clocks_following",
    "closing_rows",
    "comments_for",
    "compliance",
    "compliance_by_month",
    "compliance_of",
    "critical_spans",
    "current_version",
    "decided_clocks",
    "differences",
    "effect_of",
    "effect_shown",
    "effective_terms",
    "empty_sections",
    "explain_clock",
    "facts_of",
    "figures_in",
    "forecast_of",
    "forecasts",
    "interim_warnings",
    "key_of",
    "limits_in_words",
    "limits_of",
    "newest_results",
    "notice_words",
    "obstacles",
    "offered_to",
    "offers_of",
    "open_clocks",
    "others_than",
    "outcomes",
    "overlapping_exclusion",
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
    "redline",
    "register_clauses",
    "register_wording",
    "rows_in",
    "rules_of",
    "section_lines",
    "sections_of",
    "service_level_managers",
    "services_by_category",
    "share_of",
    "signatures_of",
    "soonest_due",
    "span_of",
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
    "verdict_of",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
    "wording_hash",
    "wording_of",
    "workload_of",
]
