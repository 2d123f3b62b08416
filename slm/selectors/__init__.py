from slm.selectors.book import rules_of, span_of, target_book
from slm.selectors.breaches import Breach, breaches
from slm.selectors.cards import Card, card_of, cards_of
from slm.selectors.compliance import (
    About,
    AboutThen,
    ComplianceRow,
    Tally,
    compliance,
    compliance_by_month,
    decided_clocks,
    share_of,
    tally,
)
from slm.selectors.explaining import Explanation, Relaxation, explain_clock
from slm.selectors.kinds import record_kinds
from slm.selectors.ledger import facts_of, key_of, points_in_effect, step_of
from slm.selectors.mapping import services_by_category
from slm.selectors.promised import promised_times
from slm.selectors.readiness import obstacles, records_opened_from
from slm.selectors.reading import Reader, to_instant, to_second
from slm.selectors.sheet import (
    TargetLine,
    current_version,
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
from slm.selectors.telling import people_to_tell

__all__ = [
    "About",
    "AboutThen",
    "Breach",
    "Card",
    "ComplianceRow",
    "Explanation",
    "OpenClocks",
    "Reader",
    "Relaxation",
    "Tally",
    "TargetLine",
    "breaches",
    "card_of",
    "cards_of",
    "compliance",
    "compliance_by_month",
    "current_version",
    "decided_clocks",
    "explain_clock",
    "facts_of",
    "key_of",
    "obstacles",
    "open_clocks",
    "people_to_tell",
    "points_in_effect",
    "promised_times",
    "record_kinds",
    "records_opened_from",
    "rules_of",
    "services_by_category",
    "share_of",
    "soonest_due",
    "span_of",
    "step_of",
    "tally",
    "target_book",
    "target_lines",
    "targets_for_service",
    "to_instant",
    "to_second",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
]
