from typing import Any

from tests.access.rows import Row, row

READ_BY_STAFF: dict[str, Any] = {"customers": 403}

SEES_REPORTS: dict[str, Any] = {"customers": 403, "agent": 403}
ISSUES: dict[str, Any] = {"default": 403, "service_level_manager": 200}
MAKES_PACKS: dict[str, Any] = {
    "default": 403,
    "service_level_manager": 200,
    "auditor": 200,
}
REPORTS: dict[str, Row] = {
    "sla_dashboard": row(**READ_BY_STAFF),
    "clock_list": row(**READ_BY_STAFF),
    "report_list": row(**SEES_REPORTS),
    "report_detail": row("report", **SEES_REPORTS),
    "report_definition": row("definition", **SEES_REPORTS),
    "report_pdf": row("word", default=404, customers=403, agent=403),
    "report_create": row(**ISSUES),
    "POST report_create": row(
        body={"month": "never"}, default=403, service_level_manager=422
    ),
    "report_decide": row(
        "report",
        customers=404,
        agent=404,
        default=403,
        representative=403,
        service_level_manager=200,
    ),
    "POST report_decide": row(
        "report",
        body={"text": "Train."},
        customers=404,
        agent=404,
        default=403,
        representative=403,
        service_level_manager=302,
    ),
    "POST decision_complete": row(
        "decision",
        customers=404,
        agent=404,
        default=403,
        representative=403,
        service_level_manager=302,
    ),
    "pack_list": row(**MAKES_PACKS),
    "pack_detail": row("word", default=403, service_level_manager=404, auditor=404),
    "pack_pdf": row("word", default=403, service_level_manager=404, auditor=404),
    "pack_create": row(**MAKES_PACKS),
    "POST pack_create": row(
        body={"first_day": "never"},
        default=403,
        service_level_manager=422,
        auditor=422,
    ),
    "portal_service_reports": row(requester=403, stranger=403, agent=403),
    "portal_service_report": row("report", requester=403, stranger=403, agent=403),
    "portal_service_report_pdf": row(
        "word", default=404, requester=403, stranger=403, agent=403
    ),
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
