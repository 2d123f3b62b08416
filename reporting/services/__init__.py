from reporting.services.packs import make_pack
from reporting.services.reports import (
    complete_decision,
    decide_on_report,
    issue_report,
    issue_reports_of,
)

__all__ = [
    "complete_decision",
    "decide_on_report",
    "issue_report",
    "issue_reports_of",
    "make_pack",
]
