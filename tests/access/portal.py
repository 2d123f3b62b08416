from tests.access.rows import Row, row

PORTAL: dict[str, Row] = {
    "start": row(default=302),
    "portal_home": row(),
    "portal_search": row(),
    "portal_search (words)": row(query="q=mail"),
    "portal_catalogue": row(),
    "portal_catalogue (words)": row(query="q=mail"),
    "portal_service": row("service", stranger=404),
    "portal_our_catalogue": row(default=404, representative=200),
    "portal_agreed_catalogue": row(
        "offered_catalogue", default=404, representative=200
    ),
    "portal_agreed_catalogue_pdf": row(
        "offered_catalogue", default=404, representative=200
    ),
    "POST portal_catalogue_ask_anew": row(
        "offered_catalogue", default=404, representative=409
    ),
    "portal_catalogue_decide": row(
        "offered_catalogue", "signing", default=404, representative=200
    ),
    "portal_catalogue_decide (no such step)": row(
        "offered_catalogue", "word", default=404
    ),
    "portal_report": row(
        service_level_manager=403, contract_manager=403, auditor=403, administrator=403
    ),
    "portal_report (on a service)": row(
        query="service={service}",
        stranger=404,
        service_level_manager=403,
        contract_manager=403,
        auditor=403,
        administrator=403,
    ),
    "portal_agreement": row(default=404, representative=200),
    "portal_contracts": row(default=404, supplier_representative=200),
    "portal_needs": row(default=404, representative=200),
    "portal_need_new": row(default=404, representative=200),
    "portal_need": row("requirement", default=404, representative=200),
    "portal_records": row(),
    "portal_records (words)": row(query="q=mail"),
    "portal_record": row("incident", default=404, requester=200, representative=200),
    "POST portal_record_reply": row(
        "incident", default=404, requester=422, representative=422
    ),
    "POST portal_record_confirm": row(
        "resolved", default=404, requester=302, representative=302
    ),
    "POST portal_record_reopen": row(
        "resolved", default=404, requester=422, representative=422
    ),
    "POST portal_record_rate": row(
        "resolved", default=404, requester=422, representative=422
    ),
    "offer_detail": row("offered", default=404, representative=200),
    "offer_sign": row("offered", default=404, representative=200),
    "offer_decline": row("offered", default=404, representative=200),
    "offer_comment": row("offered", default=404, representative=200),
    "POST offer_comment_settle": row(
        "offered", "offered_comment", default=404, representative=302
    ),
    "clock_promise": row("clock", stranger=404),
    "portal_outage": row("outage", stranger=404),
}
