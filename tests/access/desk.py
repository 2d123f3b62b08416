from tests.access.rows import row

DESK = {
    "incident_list": row(customers=404),
    "incident_list (export)": row(query="export=csv&team=", customers=404),
    "incident_detail": row("incident", customers=404),
    "incident_new": row(default=403, customers=404, desk=200),
    "incident_bulk": row(default=403, customers=404, desk=302),
    "incident_bulk (chosen)": row(
        query="act=assign&selected={incident}", default=403, customers=404, desk=200
    ),
    "caller_list": row(default=403, customers=404, desk=200),
    "caller_detail": row(default=403, customers=404, desk=404),
    "similar_list": row(default=403, customers=404, desk=200),
    "priority_preview": row(default=403, customers=404, desk=200),
    # Whoever reads the desk keeps views of their own: an auditor too.
    "POST view_save": row(
        body={"name": "Mine", "query": "q=mail"}, default=302, customers=404
    ),
    "POST view_delete": row("view", default=404, agent=302),
    "POST incident_reply": row("incident", default=403, customers=404, desk=422),
    "POST incident_note": row("incident", default=403, customers=404, desk=422),
    "incident_assign": row("incident", default=403, customers=404, desk=200),
    "incident_take": row("incident", default=403, customers=404, desk=200),
    "incident_start": row("incident", default=403, customers=404, desk=200),
    "incident_resume": row("incident", default=403, customers=404, desk=302),
    "incident_pend": row("incident", default=403, customers=404, desk=200),
    "incident_resolve": row("incident", default=403, customers=404, desk=200),
    "incident_reopen": row("resolved", default=403, customers=404, desk=200),
    "incident_close": row("resolved", default=403, customers=404, desk=200),
    "incident_cancel": row("incident", default=403, customers=404, desk=200),
    "incident_hand_to_supplier": row("incident", default=403, customers=404, desk=200),
    "incident_supplier_answered": row("incident", default=403, customers=404, desk=302),
    "incident_take_back": row("incident", default=403, customers=404, desk=302),
    "incident_edit": row("incident", default=403, customers=404, desk=200),
    "incident_classify": row("incident", default=403, customers=404, desk=200),
    "incident_confidential": row("incident", default=403, customers=404, desk=302),
    "incident_duplicate": row("incident", default=403, customers=404, desk=200),
    "search": row(query="q=mail", customers=302),
    "search (a number)": row(query="q={incident}", default=302),
}
