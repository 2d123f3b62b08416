from tests.access.rows import api

# What became of what is agreed, and what changes it afterwards.
COMPLIANCE_API = {
    "api_clock_list": api(),
    "api_clock_detail": api("clock", stranger=404),
    "api_clock_ledger": api("clock", requester=403, representative=403, stranger=404),
    "api_clock_moves": api("clock", stranger=404),
    "api_escalation_list": api(),
    "api_escalation_detail": api("escalation", customers=404),
    "POST api_escalation_acknowledge": api(
        "escalation", default=403, customers=404, desk=200
    ),
    "api_compliance": api(default=200, customers=403),
    "api_period_result_list": api(),
    "api_period_result_detail": api("period_result", customers=404),
    "POST api_period_result_close": api(
        body={"month": "2026-02-01"}, default=403, service_level_manager=200
    ),
    "POST api_period_result_revise": api(
        "period_result",
        body={"reason": "x"},
        default=403,
        customers=404,
        service_level_manager=400,
    ),
    "api_repair_list": api(),
    "POST api_repair_list": api(
        body={"text": "x", "effective_on": "2026-01-01", "version_number": 1},
        default=403,
        team_lead=400,
        service_level_manager=400,
    ),
    "api_repair_detail": api("repair", customers=404),
    "api_repair_lines": api("repair", customers=404),
    "POST api_repair_count": api(
        "repair",
        default=403,
        customers=404,
        team_lead=202,
        service_level_manager=202,
    ),
    "POST api_repair_approve": api(
        "repair", default=403, customers=404, service_level_manager=200
    ),
    "POST api_repair_reject": api(
        "repair",
        body={"reason": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "POST api_repair_retract": api("repair", default=403, customers=404, team_lead=200),
    "api_what_if_list": api(),
    "api_what_if_detail": api("what_if", customers=404),
    "api_what_if_lines": api("what_if", customers=404),
    "POST api_what_if_list": api(
        body={
            "agreement": "x",
            "version_number": 1,
            "first_on": "2026-01-01",
            "last_on": "2026-01-31",
        },
        default=403,
        service_level_manager=400,
        contract_manager=400,
    ),
    "api_category_services": api(default=400, customers=404),
    "PUT api_category_services": api(body={}, default=400, customers=404),
    "api_capability_list": api(),
    "POST api_capability_list": api(
        body={"year": 1}, default=403, service_level_manager=400
    ),
    "api_capability_detail": api("capability", customers=404),
    "POST api_capability_start": api(
        "capability", default=403, customers=404, service_level_manager=409
    ),
    "POST api_capability_assess": api(
        "capability",
        body={"line": 999999999},
        default=403,
        customers=404,
        service_level_manager=404,
    ),
    "POST api_capability_name_plan": api(
        "capability", body={}, default=403, customers=404, service_level_manager=400
    ),
    "POST api_capability_decide": api(
        "capability", default=403, customers=404, service_level_manager=400
    ),
    "POST api_capability_carry_out": api(
        "capability", default=403, customers=404, service_level_manager=409
    ),
    "POST api_capability_add_services": api(
        "capability", default=403, customers=404, service_level_manager=400
    ),
    "api_capability_updates": api(
        "capability", default=403, customers=404, service_level_manager=400
    ),
    "POST api_capability_note_catalogue_update": api(
        "capability", body={}, default=403, customers=404, service_level_manager=400
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
    "api_exclusion_lines": api("exclusion", customers=404),
    "POST api_exclusion_count": api(
        "exclusion",
        default=403,
        customers=404,
        desk=202,
        service_level_manager=202,
    ),
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
    "api_availability": api(),
    "api_availability_what_if": api(default=400, customers=403),
    "POST api_availability_what_if": api(body={}, default=400, customers=403),
    "api_availability_service": api(
        "service", requester=403, representative=403, stranger=404
    ),
    "api_data_collection_pdf": api("agreement", requester=404, stranger=404),
    "POST api_outage_explain": api("outage", body={}, default=400, stranger=404),
    "api_data_collection": api("agreement", requester=404, stranger=404),
    "api_outage_list": api(),
    "POST api_outage_list": api(
        body={"service": "SVC-999999", "start": "2026-03-01T10:00:00Z", "text": "x"},
        default=400,
    ),
    "api_outage_detail": api("outage", stranger=404),
    "PATCH api_outage_detail": api(
        "outage",
        body={"users": 3, "reason": "x"},
        default=403,
        stranger=404,
        service_level_manager=200,
    ),
    "POST api_outage_end": api(
        "outage", body={"end": "2026-03-01T10:00:00Z"}, default=409, stranger=404
    ),
    "POST api_outage_confirm": api(
        "outage", default=403, stranger=404, service_level_manager=200
    ),
    "POST api_outage_dispute": api(
        "outage", body={"reason": "x"}, default=403, stranger=404, representative=200
    ),
    "POST api_outage_withdraw": api(
        "outage",
        body={"reason": "x"},
        default=403,
        stranger=404,
        service_level_manager=200,
    ),
    "api_measure_list": api(),
    "POST api_measure_list": api(
        body={
            "name": "x",
            "unit": "ms",
            "service": "SVC-999999",
            "point": "x",
            "source": "x",
            "responsible": 0,
        },
        default=400,
    ),
    "api_measure_detail": api("measure", customers=404),
    "PATCH api_measure_detail": api(
        "measure",
        body={"point": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "api_measure_values": api("measure", customers=404),
    "POST api_measure_values": api(
        "measure",
        body={"values": [{"at": "2026-03-01T10:00:00Z", "value": "1"}]},
        default=403,
        customers=404,
        service_level_manager=200,
    ),
    "api_sla_dashboard": api(customers=403),
}
