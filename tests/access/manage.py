from tests.access.rows import Row, row

MANAGE: dict[str, Row] = {
    "service_list": row(customers=404),
    "service_list (export)": row(query="export=csv", customers=404),
    "service_create": row(
        default=403, customers=404, service_level_manager=200, administrator=200
    ),
    "service_detail": row(
        "service", customers=404, service_level_manager=200, administrator=200
    ),
    "service_edit": row(
        "service",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "service_move": row(
        "service",
        "step",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "service_move (no such step)": row(
        "service", "word", default=404, desk=403, auditor=403
    ),
    "POST service_entitle": row(
        "service", default=302, customers=404, desk=403, auditor=403
    ),
    "service_withdraw": row(
        "service",
        "organisation",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "dependency_add": row(
        "service",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "dependency_remove": row(
        "service",
        "dependency",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "dependency_list": row(customers=404),
    "dependency_list (export)": row(query="export=csv", customers=404),
    "component_list": row(customers=404),
    "component_list (export)": row(query="export=csv", customers=404),
    "component_create": row(
        default=403, customers=404, service_level_manager=200, administrator=200
    ),
    "component_detail": row("component", customers=404),
    "component_edit": row(
        "component",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "calendar_list": row(customers=404),
    "calendar_create": row(
        default=403, customers=404, service_level_manager=200, administrator=200
    ),
    "calendar_detail": row("calendar", customers=404),
    "calendar_edit": row(
        "calendar",
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
    "priority_matrix": row(customers=404),
    "agreement_list": row(requester=404, stranger=404),
    "agreement_create": row(
        default=403, requester=404, stranger=404, service_level_manager=200
    ),
    "agreement_detail": row("agreement", requester=404, stranger=404),
    "agreement_detail (draft)": row("draft", customers=404),
    "agreement_edit": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_activate": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_new_version": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_discard": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_terminate": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "target_create": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "target_edit": row(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "target_remove": row(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "operations": row(default=404, auditor=200, administrator=200),
    "trail": row(default=404, auditor=200, administrator=200),
    "POST trail_check": row(default=404, auditor=302, administrator=302),
    "trail (export)": row(
        query="export=csv", default=404, auditor=200, administrator=200
    ),
    "POST outbox_retry": row(
        "parked_entry", default=404, auditor=403, administrator=302
    ),
    "POST mail_retry": row("parked_mail", default=404, auditor=403, administrator=302),
    "exclusion_list": row(customers=404),
    "exclusion_list (export)": row(query="export=csv", customers=404),
    "exclusion_create": row(
        default=403, customers=404, desk=200, service_level_manager=200
    ),
    "exclusion_detail": row("exclusion", customers=404),
    "exclusion_move": row(
        "exclusion", "approval", default=403, customers=404, service_level_manager=200
    ),
    "exclusion_move (by whoever asked)": row(
        "exclusion", "retraction", default=403, customers=404, agent=200
    ),
    "exclusion_move (no such step)": row("exclusion", "word", default=404),
    "agreed_catalogue_list": row(customers=404),
    "agreed_catalogue_list (export)": row(query="export=csv", customers=404),
    "agreed_catalogue_customer": row("organisation", customers=404),
    "POST agreed_catalogue_draft": row(
        "organisation", default=403, customers=404, service_level_manager=302
    ),
    "agreed_catalogue_detail": row("offered_catalogue", customers=404),
    "agreed_catalogue_pdf": row("offered_catalogue", customers=404),
    "agreed_catalogue_move": row(
        "offered_catalogue",
        "withdrawal",
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "agreed_catalogue_move (no such step)": row(
        "offered_catalogue", "word", default=404
    ),
    "mismatch_list": row(customers=404),
    "mismatch_list (export)": row(query="export=xlsx", customers=404),
    "clock_explain": row("clock", customers=404),
}
