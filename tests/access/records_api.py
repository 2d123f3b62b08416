from datetime import UTC, datetime

from tests.access.rows import api

RECORDS_API = {
    "api_incident_list": api(),
    "api_incident_list (words)": api(query="q=mail"),
    "POST api_incident_list": api(
        default=201,
        body={"title": "No mail"},
        auditor=403,
        administrator=403,
        service_level_manager=403,
        contract_manager=403,
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
            "question": "Is there a photo?",
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
