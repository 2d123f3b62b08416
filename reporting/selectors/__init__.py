from reporting.selectors.dashboard import Dashboard, dashboard
from reporting.selectors.dashboard import Scope as DashboardScope
from reporting.selectors.due import customers_due_a_report, customers_with_agreement
from reporting.selectors.figures import service_report_figures
from reporting.selectors.presentation import Shown, compliance_chart, present
from reporting.selectors.workload import Scope, Workload, workload

__all__ = [
    "Dashboard",
    "DashboardScope",
    "Scope",
    "Shown",
    "Workload",
    "compliance_chart",
    "customers_due_a_report",
    "customers_with_agreement",
    "dashboard",
    "present",
    "service_report_figures",
    "workload",
]
