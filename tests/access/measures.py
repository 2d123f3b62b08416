"""What is measured, and the availability that comes of it."""

from tests.access.rows import Row, row

MEASURES: dict[str, Row] = {
    "data_collection": row("agreement", requester=404, stranger=404),
    "agreement_ratings": row("agreement", customers=404),
    "availability": row(customers=404),
    "availability_service": row("service", customers=404),
    "availability_what_if": row(customers=404),
    "outage_list": row(customers=404),
    "outage_list (export)": row(query="export=csv", customers=404),
    "outage_create": row(
        default=403, customers=404, desk=200, service_level_manager=200
    ),
    "outage_detail": row("outage", customers=404),
    "outage_cause": row(
        "outage", default=403, customers=404, team_lead=200, service_level_manager=200
    ),
    "outage_edit": row(
        "outage", default=403, customers=404, desk=409, service_level_manager=200
    ),
    "outage_move": row(
        "outage", "confirmation", default=403, stranger=404, service_level_manager=200
    ),
    "outage_move (no such step)": row("outage", "word", default=404),
    "measure_list": row(customers=404),
    "measure_list (export)": row(query="export=csv", customers=404),
    "measure_create": row(default=403, customers=404, service_level_manager=200),
    "measure_detail": row("measure", customers=404),
    "measure_edit": row(
        "measure", default=403, customers=404, service_level_manager=200
    ),
    "measure_import": row(
        "measure", default=403, customers=404, service_level_manager=200
    ),
}
