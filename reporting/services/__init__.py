from reporting.services.packs import check_pack, make_pack
from reporting.services.reports import (
    check_report,
    complete_decision,
    decide_on_report,
    issue_report,
    issue_reports_of,
)

__all__ = [
    "check_pack",
    "check_report",
    "complete_decision",
    "decide_on_report",
    "issue_report",
    "issue_reports_of",
    "make_pack",
]
