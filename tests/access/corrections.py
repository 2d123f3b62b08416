from tests.access.rows import Row, row

CORRECTIONS: dict[str, Row] = {
    "repair_list": row(customers=404),
    "repair_list (export)": row(query="export=csv", customers=404),
    "repair_create": row(
        default=403, customers=404, team_lead=200, service_level_manager=200
    ),
    "repair_detail": row("repair", customers=404),
    "repair_detail (export)": row("repair", query="export=csv", customers=404),
    "POST repair_count": row(
        "repair", default=403, customers=404, team_lead=302, service_level_manager=302
    ),
    "repair_move": row(
        "repair", "approval", default=403, customers=404, service_level_manager=200
    ),
    "repair_move (by whoever asked)": row(
        "repair", "retraction", default=403, customers=404, team_lead=200
    ),
    "repair_move (no such step)": row("repair", "word", default=404),
    "what_if_ask": row("draft", default=403, customers=404, service_level_manager=200),
    "what_if_detail": row("what_if", customers=404),
    "what_if_detail (export)": row("what_if", query="export=csv", customers=404),
    "exclusion_list": row(customers=404),
    "exclusion_list (export)": row(query="export=csv", customers=404),
    "exclusion_create": row(
        default=403, customers=404, desk=200, service_level_manager=200
    ),
    "exclusion_detail": row("exclusion", customers=404),
    "POST exclusion_count": row(
        "exclusion", default=403, customers=404, desk=302, service_level_manager=302
    ),
    "exclusion_move": row(
        "exclusion", "approval", default=403, customers=404, service_level_manager=200
    ),
    "exclusion_move (by whoever asked)": row(
        "exclusion", "retraction", default=403, customers=404, agent=200
    ),
    "exclusion_move (no such step)": row("exclusion", "word", default=404),
}
