from tests.access.rows import row

# For machines, and what every door shares.
REST = {
    "healthz": row(anonymous=200),
    "readyz": row(default=503, anonymous=503),
    "metrics": row(default=404, anonymous=404),
    "job_show": row("job", default=404, service_level_manager=200),
    "demonstration_progress": row(default=302),
    "profile": row(),
    "POST set_language": row(default=302),
    "item_page": row("incident", default=302, stranger=404),
    "inbox": row(),
    "POST inbox_read": row(default=302),
    "notification_preferences": row(),
    "POST notification_preferences": row(
        body={"incident.assigned-mail": "on"}, default=302
    ),
    "notification_open": row("notification", default=404, requester=302),
    "POST notification_read": row("notification", default=404, requester=302),
    "POST escalation_acknowledge": row(
        "escalation", default=403, customers=404, desk=302
    ),
    "attachment": row("attachment", stranger=404),
    "attachment (internal)": row("internal_attachment", customers=404),
    "POST attachment_remove": row(
        "attachment", default=403, requester=302, desk=302, stranger=404
    ),
    "POST attachment_remove (internal)": row(
        "internal_attachment", default=403, customers=404, desk=302
    ),
    "POST attachment_add": row(
        "incident",
        stranger=404,
        service_level_manager=403,
        contract_manager=403,
        auditor=403,
        administrator=403,
    ),
    "POST link_add": row("incident", default=403, desk=200, stranger=404),
    "link_matches": row(
        "incident", query="other=mail", default=403, desk=200, stranger=404
    ),
    "POST link_remove": row("incident", "link", default=403, desk=302, stranger=404),
    "POST tag_add": row("incident", default=403, desk=200, stranger=404),
    "POST tag_remove": row("incident", default=403, desk=302, stranger=404),
    "POST item_watch": row("incident", default=302, stranger=404, auditor=403),
    "POST item_unwatch": row("incident", default=302, stranger=404, auditor=403),
}


# Only where the style page is offered: on the machines of those who develop.
OPTIONAL = {
    "design": row(anonymous=200),
    "design_queue": row(anonymous=200),
    "design_record": row(anonymous=200),
    "design_form": row(anonymous=200),
    "design_dashboard": row(anonymous=200),
    "design_portal": row(anonymous=200),
}
