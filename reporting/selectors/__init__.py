from reporting.selectors.dashboard import Dashboard, dashboard
from reporting.selectors.dashboard import Scope as DashboardScope
from reporting.selectors.decisions import (
    decisions_before,
    decisions_on,
    people_to_act_on,
)
from reporting.selectors.drawing import compliance_chart
from reporting.selectors.due import (
    customers_due_reports,
    customers_with_agreement,
    failures_to_issue,
    is_being_issued,
    reports_due,
    siblings_of,
)
from reporting.selectors.figures import service_report_figures
from reporting.selectors.presentation import Shown, present
from reporting.selectors.queries import Figure, figures_of, queries_on, talk_on
from reporting.selectors.revising import (
    outdated_reports,
    reports_on,
    reports_touched_by,
)
from reporting.selectors.workload import Scope, Workload, workload

__all__ = [
    "Dashboard",
    "DashboardScope",
    "Figure",
    "Scope",
    "Shown",
    "Workload",
    "compliance_chart",
    "customers_due_reports",
    "customers_with_agreement",
    "dashboard",
    "decisions_before",
    "decisions_on",
    "failures_to_issue",
    "figures_of",
    "is_being_issued",
    "outdated_reports",
    "people_to_act_on",
    "present",
    "queries_on",
    "reports_due",
    "reports_on",
    "reports_touched_by",
    "service_report_figures",
    "siblings_of",
    "talk_on",
    "workload",
]
