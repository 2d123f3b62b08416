from reporting.services.decisions import complete_decision, decide_on_report
from reporting.services.packs import check_pack, make_pack
from reporting.services.reports import (
    check_report,
    issue_report,
    issue_set_of_reports,
)

__all__ = [
    "check_pack",
    "check_report",
    "complete_decision",
    "decide_on_report",
    "issue_report",
    "issue_set_of_reports",
    "make_pack",
]
