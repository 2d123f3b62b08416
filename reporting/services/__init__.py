from reporting.services.decisions import complete_decision, decide_on_report
from reporting.services.packs import check_pack, make_pack
from reporting.services.queries import (
    answer_query,
    close_query,
    query_figure,
    reopen_query,
)
from reporting.services.reports import (
    check_report,
    issue_report,
    issue_set_of_reports,
)

__all__ = [
    "answer_query",
    "check_pack",
    "check_report",
    "close_query",
    "complete_decision",
    "decide_on_report",
    "issue_report",
    "issue_set_of_reports",
    "make_pack",
    "query_figure",
    "reopen_query",
]
