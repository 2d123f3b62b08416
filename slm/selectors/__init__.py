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
from slm.selectors.effect import Effect, effect_of, effect_shown
from slm.selectors.excluding import overlapping_exclusion
from slm.selectors.explaining import Explanation, Relaxation, explain_clock
from slm.selectors.instants import to_instant, to_second
from slm.selectors.kinds import record_kinds
from slm.selectors.ledger import facts_of, key_of, points_in_effect, step_of
from slm.selectors.mapping import services_by_category
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

__all__ = [
    "CHANGED",
    "FOLLOWED",
    "About",
    "Breach",
    "Card",
    "CatalogueStanding",
    "ComplianceRow",
    "Effect",
    "Explanation",
    "OpenClocks",
    "Outcome",
    "Reader",
    "Recalculation",
    "Relaxation",
    "Tally",
    "TargetLine",
    "breaches",
    "breaches_of",
    "card_of",
    "cards_of",
    "catalogue_standings",
    "clocks_following",
    "compliance",
    "compliance_by_month",
    "compliance_of",
    "current_version",
    "decided_clocks",
    "effect_of",
    "effect_shown",
    "explain_clock",
    "facts_of",
    "hash_of",
    "key_of",
    "limits_in_words",
    "limits_of",
    "live_catalogue",
    "live_catalogues",
    "obstacles",
    "open_clocks",
    "others_than",
    "outcomes",
    "overlapping_exclusion",
    "overlaps",
    "people_to_tell",
    "points_in_effect",
    "promised_times",
    "recalculations",
    "record_kinds",
    "records_opened_from",
    "representatives_of",
    "rules_of",
    "service_level_managers",
    "services_by_category",
    "share_of",
    "soonest_due",
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
    "turns_with",
    "updates_in_time",
    "version_to_show",
    "with_risk",
    "with_status",
    "with_versions",
]
