from typing import Any

from tests.access.rows import Row, api, row

RUN: dict[str, Any] = {
    "default": 403,
    "customers": 404,
    "service_level_manager": 200,
}
POSTED: dict[str, Any] = {**RUN, "service_level_manager": 302}
# Who is not of the customer and not of the staff.
OUTSIDE: dict[str, Any] = {"requester": 404, "stranger": 404}
GIVES: dict[str, Any] = {
    "default": 403,
    **OUTSIDE,
    "desk": 200,
    "service_level_manager": 200,
    "contract_manager": 200,
}
OVERSEES: dict[str, Any] = {
    "default": 404,
    "team_lead": 200,
    "service_level_manager": 200,
    "auditor": 200,
}
READS: dict[str, Any] = {**OUTSIDE, "agent": 404, "contract_manager": 404}

MEETINGS: dict[str, Row] = {
    "meeting_list": row(customers=404),
    "meeting_list (export)": row(query="export=csv", customers=404),
    "meeting_plan": row(default=403, customers=404, service_level_manager=200),
    "meeting_detail": row("meeting", customers=404),
    "meeting_edit": row("meeting", **RUN),
    "meeting_hold": row("meeting", **RUN),
    "meeting_minutes": row(
        "meeting", default=403, customers=404, service_level_manager=409
    ),
    "meeting_move": row("meeting", "meeting_step", **RUN),
    "meeting_move (not yet)": row(
        "meeting", "approval", default=403, customers=404, service_level_manager=409
    ),
    "meeting_move (no such step)": row("meeting", "word", default=404),
    "POST agenda_make": row("meeting", **POSTED),
    "point_add": row("meeting", **RUN),
    "point_settle": row("meeting", "point", **RUN),
    "decision_add": row(
        "meeting", default=403, customers=404, service_level_manager=409
    ),
    "person_invite": row("meeting", **RUN),
    "POST person_uninvite": row("meeting", "manager_person", **POSTED),
    "paper_add": row("meeting", **RUN),
    "POST papers_send": row("meeting", **POSTED),
    "POST paper_approve": row("meeting", "paper", **POSTED),
    "POST paper_remove": row("meeting", "paper", **POSTED),
    "portal_meetings": row(),
    "portal_meeting": row("meeting", **OUTSIDE),
    "task_list": row(),
    "task_list (export)": row(query="of=all&export=csv"),
    "task_add": row("meeting", **GIVES),
    "task_move": row("task", **GIVES),
    "task_detail": row("task", **OUTSIDE),
    "task_finish": row("task", default=403, **OUTSIDE, service_level_manager=200),
    "review_list": row(customers=404),
    "review_plan": row("agreement", **RUN),
    "cause_list": row(customers=404),
    "POST cause_list": row(
        default=403, customers=404, team_lead=422, service_level_manager=422
    ),
    "cause_add": row(**RUN),
    "cause_edit": row("cause", **RUN),
    "month_cause": row(
        "month_word",
        "target",
        default=403,
        customers=404,
        team_lead=404,
        service_level_manager=404,
    ),
    "clock_cause": row(
        "clock", default=403, customers=404, team_lead=409, service_level_manager=409
    ),
    "query_list": row(customers=404, agent=404, contract_manager=404),
    "query_detail": row("query", customers=404, agent=404, contract_manager=404),
    "query_ask": row("report", default=403, **READS, representative=200),
    "portal_query": row("query", **READS),
    "query_move": row(
        "query", "query_step", default=403, **READS, service_level_manager=200
    ),
    "improvement_list": row(customers=404),
    "improvement_list (export)": row(query="export=csv", customers=404),
    "improvement_propose": row(**{**RUN, "desk": 200}),
    "improvement_detail": row("improvement", customers=404),
    "improvement_edit": row("improvement", **RUN, agent=200),
    "improvement_move": row("improvement", "approval", **RUN),
    "improvement_move (no such step)": row("improvement", "word", default=404),
    "process_measure_list": row(customers=404, agent=404, contract_manager=404),
    "process_measure_detail": row(
        "process_measure", customers=404, agent=404, contract_manager=404
    ),
    "process_measure_limits": row(
        "process_measure", **RUN, agent=404, contract_manager=404
    ),
    "process_measure_detail (none)": row("word", default=404),
    "api_improvement_list": api(),
    "POST api_improvement_list": api(default=400),
    "api_improvement_detail": api("improvement", customers=404),
    "PATCH api_improvement_detail": api(
        "improvement", body={"title": "x"}, **RUN, agent=200
    ),
    "POST api_improvement_approve": api(
        "improvement", **{**RUN, "service_level_manager": 400}
    ),
    "POST api_improvement_reject": api("improvement", default=400, customers=404),
    "POST api_improvement_start": api("improvement", default=409, customers=404),
    "POST api_improvement_implement": api("improvement", default=409, customers=404),
    "POST api_improvement_verify": api("improvement", default=400, customers=404),
    "api_process_measure_list": api(),
    "api_process_measure_detail": api(
        "process_measure", customers=404, agent=404, contract_manager=404
    ),
    "api_process_measure_rows": api(
        "process_measure", customers=404, agent=404, contract_manager=404
    ),
    "POST api_process_measure_limits": api(
        "process_measure", default=400, customers=404, agent=404, contract_manager=404
    ),
    "api_meeting_list": api(),
    "POST api_meeting_list": api(default=400),
    "api_meeting_detail": api("meeting", **OUTSIDE),
    "PATCH api_meeting_detail": api(
        "meeting", default=403, **OUTSIDE, service_level_manager=400
    ),
    "POST api_meeting_call": api(
        "meeting", default=403, **OUTSIDE, service_level_manager=409
    ),
    "POST api_meeting_hold": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_minute": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_approve": api(
        "meeting", default=403, **OUTSIDE, service_level_manager=409
    ),
    "POST api_meeting_cancel": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_make_agenda": api(
        "meeting", default=403, **OUTSIDE, service_level_manager=200
    ),
    "POST api_meeting_add_point": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_settle_point": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_decide": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_invite": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_uninvite": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_add_paper": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_approve_paper": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_remove_paper": api("meeting", default=400, **OUTSIDE),
    "POST api_meeting_send_papers": api(
        "meeting", default=403, **OUTSIDE, service_level_manager=400
    ),
    "api_reviews_punctuality": api(customers=403),
    "api_reviews_due": api(customers=403),
    "POST api_agreement_plan_review": api(
        "agreement", default=403, requester=404, stranger=404, service_level_manager=400
    ),
    "api_task_list": api(),
    "POST api_task_list": api(default=400),
    "api_task_detail": api("task", **OVERSEES),
    "POST api_task_done": api(
        "task", **{**OVERSEES, **{name: 400 for name in OVERSEES if name != "default"}}
    ),
    "POST api_task_move": api(
        "task", **{**OVERSEES, **{name: 400 for name in OVERSEES if name != "default"}}
    ),
    "api_query_list": api(),
    "POST api_query_list": api(default=400),
    "api_query_detail": api("query", **READS),
    "POST api_query_answer": api("query", default=400, **READS),
    "POST api_query_close": api("query", default=403, **READS, representative=409),
    "POST api_query_reopen": api("query", default=400, **READS),
    "api_report_figures": api("report", **READS),
    "api_cause_list": api(customers=404),
    "POST api_cause_list": api(body={}, default=400, customers=404),
    "api_missed_targets": api(customers=404),
    "POST api_missed_targets": api(body={}, default=400, customers=404),
    "PATCH api_cause_detail": api("cause", body={"name": "Other"}, **RUN),
    "POST api_cause_explain": api(default=400, customers=404),
}
