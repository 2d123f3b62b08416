from datetime import UTC, datetime

from tests.access.rows import api

API = {
    "api_me": api(),
    "api_search": api(query="q=mail"),
    "api_schema": api(),
    "api_docs": api(),
    "api_unknown": api(default=404, anonymous=404),
    "api_incident_list": api(),
    "api_incident_list (words)": api(query="q=mail"),
    "POST api_incident_list": api(
        default=201,
        body={"title": "No mail"},
        auditor=403,
        administrator=403,
        service_level_manager=403,
    ),
    "api_incident_detail": api("incident", stranger=404),
    "api_incident_entries": api("incident", stranger=404),
    "POST api_incident_entries": api(
        "incident",
        body={"text": "Word"},
        default=403,
        customers=201,
        desk=201,
        stranger=404,
    ),
    "POST api_incident_assign": api(
        "incident", body={}, default=403, desk=400, stranger=404
    ),
    "POST api_incident_take": api("incident", default=403, desk=200, stranger=404),
    "POST api_incident_start": api("incident", default=403, desk=200, stranger=404),
    "POST api_incident_resume": api("incident", default=409, stranger=404),
    "POST api_incident_pend": api(
        "incident",
        body={
            "waiting_for": "customer",
            "reason": "Photo",
            "expected_at": f"{datetime.now(UTC).year + 1}-12-31T00:00:00Z",
        },
        default=403,
        desk=200,
        stranger=404,
    ),
    "POST api_incident_resolve": api(
        "incident",
        body={"resolution": "Done", "close_code": "solved"},
        default=403,
        desk=200,
        stranger=404,
    ),
    "POST api_incident_reopen": api(
        "resolved",
        body={"reason": "Again"},
        default=403,
        desk=200,
        requester=200,
        representative=200,
        stranger=404,
    ),
    "POST api_incident_close": api(
        "resolved",
        default=403,
        desk=200,
        requester=200,
        representative=200,
        stranger=404,
    ),
    "POST api_incident_cancel": api(
        "incident", body={"reason": "Twice"}, default=403, desk=200, stranger=404
    ),
    # Without a supplier, whoever asks.
    "POST api_incident_hand_to_supplier": api(
        "incident", body={}, default=400, stranger=404
    ),
    "POST api_incident_supplier_answered": api(
        "incident", default=403, desk=409, stranger=404
    ),
    "POST api_incident_take_back": api("incident", default=403, desk=409, stranger=404),
    "POST api_incident_reclassify": api(
        "incident", body={"impact": 1}, default=403, desk=200, stranger=404
    ),
    "api_record_list": api(),
    "api_service_list": api(),
    "api_service_detail": api("service", stranger=404),
    "api_organisation_list": api(),
    "POST api_organisation_list": api(
        body={"name": "New"}, default=403, administrator=201
    ),
    "api_organisation_detail": api("organisation", stranger=404),
    "PATCH api_organisation_detail": api(
        "organisation",
        body={"name": "New"},
        default=403,
        stranger=404,
        administrator=200,
    ),
    "api_person_list": api(),
    "POST api_person_list": api(body={"name": "New"}, default=403, administrator=400),
    "api_person_detail": api("person", stranger=404),
    "PATCH api_person_detail": api(
        "person", body={"name": "New"}, default=403, stranger=404, administrator=200
    ),
    "POST api_person_invite": api(
        "person", body={"roles": ["user"]}, default=403, stranger=404, administrator=400
    ),
    "POST api_person_roles": api(
        "person",
        body={"roles": ["agent"]},
        default=403,
        stranger=404,
        administrator=200,
    ),
    "POST api_person_deactivate": api(
        "person", default=403, stranger=404, administrator=200
    ),
    "POST api_person_reactivate": api(
        "person", default=403, stranger=404, administrator=400
    ),
    "api_team_list": api(),
    "POST api_team_list": api(body={"name": "New"}, default=403, administrator=201),
    "api_team_detail": api("team", customers=404),
    "PATCH api_team_detail": api(
        "team", body={"name": "New"}, default=403, customers=404, administrator=200
    ),
    "POST api_team_members": api(
        "team", body={}, default=403, customers=404, administrator=400
    ),
    "DELETE api_team_member": api(
        "team", "agent_person", default=403, customers=404, administrator=204
    ),
    "api_clock_list": api(),
    "api_clock_detail": api("clock", stranger=404),
    "api_agreement_list": api(),
    "POST api_agreement_list": api(
        body={"title": "x"}, default=403, service_level_manager=400
    ),
    "api_agreement_detail": api("draft", customers=404),
    "PATCH api_agreement_detail": api(
        "draft",
        body={"title": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "POST api_agreement_activate": api(
        "draft", default=403, customers=404, service_level_manager=400
    ),
    "POST api_agreement_new_version": api(
        "draft", default=403, customers=404, service_level_manager=409
    ),
    "POST api_agreement_discard": api(
        "draft", default=403, customers=404, service_level_manager=409
    ),
    "POST api_agreement_terminate": api(
        "draft",
        body={"ends_on": "2100-01-01", "reason": "x"},
        default=403,
        customers=404,
        service_level_manager=409,
    ),
    "POST api_agreement_targets": api(
        "draft", default=403, customers=404, service_level_manager=400
    ),
    "PATCH api_agreement_target": api(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "DELETE api_agreement_target": api(
        "draft", "target", default=403, customers=404, service_level_manager=200
    ),
    "api_agreement_document": api("draft", customers=404),
    "POST api_agreement_import": api(
        body={"document": "x"}, default=403, service_level_manager=400
    ),
    "api_exclusion_list": api(),
    "POST api_exclusion_list": api(
        body={
            "reason": "maintenance",
            "text": "x",
            "start": "2026-03-01T10:00:00Z",
            "end": "2026-03-01T11:00:00Z",
        },
        default=403,
        desk=400,
        service_level_manager=400,
    ),
    "api_exclusion_detail": api("exclusion", customers=404),
    "POST api_exclusion_approve": api(
        "exclusion", default=403, customers=404, service_level_manager=200
    ),
    "POST api_exclusion_reject": api(
        "exclusion",
        body={"reason": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "POST api_exclusion_retract": api(
        "exclusion", default=403, customers=404, agent=200
    ),
    "POST api_exclusion_withdraw": api(
        "exclusion",
        body={"reason": "x"},
        default=409,
        customers=404,
    ),
    "api_calendar_list": api(),
    "POST api_calendar_list": api(
        body={"name": "x"}, default=403, service_level_manager=400, administrator=400
    ),
    "api_calendar_public_holidays": api(
        query="country=DE", default=403, service_level_manager=200, administrator=200
    ),
    "api_calendar_detail": api("calendar", customers=404),
    "POST api_calendar_versions": api(
        "calendar",
        default=403,
        customers=404,
        service_level_manager=400,
        administrator=400,
    ),
    "api_job_list": api(),
    "api_job_detail": api("job", default=404, service_level_manager=200),
    "api_report_list": api(),
    "POST api_report_list": api(default=403, service_level_manager=400),
    "api_report_detail": api("report", requester=404, stranger=404, agent=404),
    "api_report_pdf": api("report", requester=404, stranger=404, agent=404),
    "api_report_decisions": api(
        "report", requester=404, stranger=404, agent=404, representative=403
    ),
    "POST api_report_decisions": api(
        "report",
        body={"text": "Train."},
        default=403,
        requester=404,
        stranger=404,
        agent=404,
        service_level_manager=201,
    ),
    "POST api_report_decision_complete": api(
        "report",
        "decision",
        default=403,
        requester=404,
        stranger=404,
        agent=404,
        service_level_manager=200,
    ),
    "api_pack_list": api(),
    "POST api_pack_list": api(default=403, service_level_manager=400, auditor=400),
    "api_pack_detail": api("pack", default=404, auditor=200),
    "api_pack_pdf": api("pack", default=404, auditor=200),
    "api_sla_dashboard": api(customers=403),
    "api_notification_list": api(),
    "api_notification_detail": api("notification", default=404, requester=200),
    "POST api_notification_read": api("notification", default=404, requester=200),
    "POST api_notification_read_all": api(),
    "api_item_detail": api("incident", stranger=404),
    "api_item_attachments": api("incident", stranger=404),
    "POST api_item_attachments": api("incident", default=415, stranger=404),
    "api_item_links": api("incident", stranger=404),
    "POST api_item_links": api(
        "incident",
        body={"kind": "related", "other": "x"},
        default=403,
        desk=400,
        stranger=404,
    ),
    "DELETE api_item_unlink": api(
        "incident", "link", default=403, desk=204, stranger=404
    ),
    "api_item_tags": api("incident", customers=403, stranger=404),
    "POST api_item_tags": api(
        "incident", body={"name": "Mail"}, default=403, desk=204, stranger=404
    ),
    "POST api_item_untag": api(
        "incident", body={"name": "Mail"}, default=403, desk=400, stranger=404
    ),
    "api_item_watchers": api("incident", customers=403, stranger=404),
    "POST api_item_watchers": api("incident", default=204, stranger=404, auditor=403),
    "POST api_item_unwatch": api("incident", default=400, stranger=404, auditor=403),
    "api_attachment_detail": api("attachment", stranger=404),
    "DELETE api_attachment_detail": api(
        "attachment", default=403, desk=204, requester=204, stranger=404
    ),
    "api_attachment_file": api("attachment", stranger=404),
}
