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
        "service", "word", default=404, desk=403, contract_manager=403, auditor=403
    ),
    "POST service_entitle": row(
        "service",
        default=302,
        customers=404,
        desk=403,
        contract_manager=403,
        auditor=403,
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
    "category_services": row(customers=404),
    "POST category_services": row(
        default=403, customers=404, service_level_manager=302
    ),
    "capability_list": row(customers=404),
    "capability_create": row(default=403, customers=404, service_level_manager=200),
    "capability_detail": row("capability", customers=404),
    "capability_plan": row(
        "capability", default=403, customers=404, service_level_manager=200
    ),
    "capability_line": row(
        "capability",
        "capability_line",
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "capability_move": row(
        "capability",
        "deciding",
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "capability_move (no such step)": row("capability", "word", default=404),
    "requirement_list": row(customers=404),
    "requirement_list (export)": row(query="export=csv", customers=404),
    "requirement_create": row(default=403, customers=404, service_level_manager=200),
    "requirement_detail": row("requirement", customers=404),
    "requirement_edit": row(
        "requirement", default=403, customers=404, service_level_manager=200
    ),
    "requirement_move": row(
        "requirement",
        "assessing",
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "requirement_move (no such step)": row("requirement", "word", default=404),
    "agreement_list": row(customers=404),
    "agreement_create": row(
        default=403,
        requester=404,
        stranger=404,
        supplier_representative=403,
        service_level_manager=200,
        contract_manager=200,
    ),
    "agreement_detail": row(
        "agreement", requester=404, stranger=404, representative=302
    ),
    "agreement_detail (draft)": row("draft", customers=404),
    "agreement_pdf": row("agreement", requester=404, stranger=404),
    "agreement_pdf (draft)": row("draft", customers=404),
    "section_edit": row(
        "draft", "section", default=403, customers=404, service_level_manager=200
    ),
    "section_edit (no such section)": row(
        "draft", "word", default=403, customers=404, service_level_manager=404
    ),
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
    "agreement_offer": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_withdraw_offer": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_sign": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_sign_on_paper": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_comment": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "agreement_decline": row("draft", default=403, customers=404),
    "agreement_compare": row("agreement", requester=404, stranger=404),
    "agreement_review": row(
        "agreement", default=403, requester=404, stranger=404, service_level_manager=200
    ),
    "POST comment_settle": row(
        "draft", "comment", default=403, customers=404, service_level_manager=302
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
    "chain_list": row(customers=404),
    "agreement_chain": row("agreement", customers=404),
    "agreement_chain (draft)": row("draft", customers=404),
    "target_chain": row(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "compliance": row(customers=404),
    "compliance (export)": row(query="export=csv", customers=404),
    "period_list": row(customers=404),
    "POST period_list": row(
        default=403, customers=404, service_level_manager=302, body={"month": "2026-02"}
    ),
    "period_detail": row("agreement", "closed_month", customers=404),
    "period_revise": row(
        "agreement",
        "closed_month",
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "escalation_add": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
    "escalation_remove": row(
        "draft", "step_id", default=403, customers=404, service_level_manager=200
    ),
    "on_call_list": row(customers=404),
    "on_call_detail": row("team", customers=404),
    "on_call_hours": row(
        "team", default=403, customers=404, team_lead=200, administrator=200
    ),
    "on_call_plan": row(
        "team", default=403, customers=404, team_lead=200, administrator=200
    ),
    "on_call_cancel": row(
        "team", "shift", default=403, customers=404, team_lead=200, administrator=200
    ),
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
    "target_create_period": row(
        "draft", default=403, customers=404, service_level_manager=200
    ),
}
