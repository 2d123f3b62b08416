from tests.access.rows import api

API = {
    "api_me": api(),
    "api_search": api(query="q=mail"),
    "api_schema": api(),
    "api_docs": api(),
    "api_unknown": api(default=404, anonymous=404),
    "api_service_list": api(),
    "api_service_detail": api("service", stranger=404),
    "api_service_dependencies": api("service", customers=404),
    "POST api_service_dependencies": api(
        "service",
        body={},
        default=403,
        stranger=404,
        service_level_manager=400,
        administrator=400,
    ),
    "DELETE api_service_dependency": api(
        "service",
        "dependency",
        default=403,
        stranger=404,
        service_level_manager=204,
        administrator=204,
    ),
    "api_component_list": api(),
    "POST api_component_list": api(
        body={"name": "x"}, default=403, service_level_manager=400, administrator=400
    ),
    "api_component_detail": api("component", customers=404),
    "PATCH api_component_detail": api(
        "component",
        body={"name": "x"},
        default=403,
        customers=404,
        service_level_manager=200,
        administrator=200,
    ),
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
    "api_on_call_list": api(),
    "api_on_call_detail": api("team", customers=404),
    "POST api_on_call_set_hours": api("team", body={}, default=400, customers=404),
    "POST api_on_call_plan": api("team", body={}, default=400, customers=404),
    "POST api_on_call_cancel": api("team", body={}, default=400, customers=404),
    "api_job_list": api(),
    "api_job_detail": api("job", default=404, service_level_manager=200),
    "api_report_list": api(),
    "POST api_report_list": api(default=403, service_level_manager=400),
    "api_report_detail": api(
        "report", requester=404, stranger=404, agent=404, contract_manager=404
    ),
    "api_report_pdf": api(
        "report", requester=404, stranger=404, agent=404, contract_manager=404
    ),
    "api_report_decisions": api(
        "report",
        requester=404,
        stranger=404,
        agent=404,
        contract_manager=404,
        representative=403,
    ),
    "POST api_report_decisions": api(
        "report",
        body={"text": "Train."},
        default=403,
        requester=404,
        stranger=404,
        agent=404,
        contract_manager=404,
        service_level_manager=201,
    ),
    "POST api_report_decision_complete": api(
        "report",
        "decision",
        default=403,
        requester=404,
        stranger=404,
        agent=404,
        contract_manager=404,
        service_level_manager=200,
    ),
    "api_pack_list": api(),
    "POST api_pack_list": api(default=403, service_level_manager=400, auditor=400),
    "api_pack_detail": api("pack", default=404, auditor=200),
    "api_pack_pdf": api("pack", default=404, auditor=200),
    "api_notification_list": api(),
    "api_notification_detail": api("notification", default=404, requester=200),
    "POST api_notification_read": api("notification", default=404, requester=200),
    "POST api_notification_read_all": api(),
}
