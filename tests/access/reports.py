from typing import Any

from tests.access.rows import Row, row

READ_BY_STAFF: dict[str, Any] = {"customers": 404}

SEES_REPORTS: dict[str, Any] = {"customers": 404, "agent": 404, "contract_manager": 404}
ISSUES: dict[str, Any] = {
    "default": 403,
    "customers": 404,
    "agent": 404,
    "contract_manager": 404,
    "service_level_manager": 200,
}
MAKES_PACKS: dict[str, Any] = {
    "default": 404,
    "service_level_manager": 200,
    "auditor": 200,
}
REPORTS: dict[str, Row] = {
    "sla_dashboard": row(**READ_BY_STAFF),
    "clock_list": row(**READ_BY_STAFF),
    "report_list": row(**SEES_REPORTS),
    "report_detail": row("report", **SEES_REPORTS),
    "report_definition": row("definition", **SEES_REPORTS),
    "report_pdf": row("report", **SEES_REPORTS),
    "report_create": row(**ISSUES),
    "POST report_create": row(
        body={"month": "never"}, **{**ISSUES, "service_level_manager": 422}
    ),
    "report_decide": row(
        "report",
        customers=404,
        agent=404,
        contract_manager=404,
        default=403,
        service_level_manager=200,
    ),
    "POST report_decide": row(
        "report",
        body={"text": "Train."},
        customers=404,
        agent=404,
        contract_manager=404,
        default=403,
        service_level_manager=302,
    ),
    "POST decision_complete": row(
        "decision",
        customers=404,
        agent=404,
        contract_manager=404,
        default=403,
        service_level_manager=302,
    ),
    "pack_list": row(**MAKES_PACKS),
    "pack_detail": row("pack", **{**MAKES_PACKS, "service_level_manager": 404}),
    "pack_pdf": row("pack", **{**MAKES_PACKS, "service_level_manager": 404}),
    "pack_file": row("pack", "annex", **{**MAKES_PACKS, "service_level_manager": 404}),
    "POST pack_check": row(
        "pack", **{**MAKES_PACKS, "service_level_manager": 404, "auditor": 302}
    ),
    "pack_create": row(**MAKES_PACKS),
    "POST pack_create": row(
        body={"first_day": "never"},
        default=404,
        service_level_manager=422,
        auditor=422,
    ),
    "portal_service_reports": row(
        requester=404, stranger=404, agent=404, contract_manager=404
    ),
    "portal_service_report": row(
        "report", requester=404, stranger=404, agent=404, contract_manager=404
    ),
    "portal_service_report_pdf": row(
        "report", requester=404, stranger=404, agent=404, contract_manager=404
    ),
}
