"""Rows that reporting cannot do without."""

from datetime import UTC, datetime

from django.db import transaction

from core.numbers import new_item
from core.system_users import ensure_system_user
from reporting.models import ReportDefinition

SERVICE_REPORT = "monthly-service-report"


DESCRIPTION = {
    "name": "Monthly service report",
    "purpose": (
        "Shows a customer how far the agreed service levels were kept in a "
        "month, how much work there was, what was breached and why."
    ),
    "audience": "Customer representatives, service level manager, auditors",
    "frequency": "Monthly, on the first day of the following month",
    "data_sources": (
        "Service clocks (ledger), records and their events, ratings, "
        "agreements in force"
    ),
}


def ensure() -> None:
    """Describe the monthly service report, as clause 6.2 wants each report to be."""
    ensure_system_user("reporting")
    if ReportDefinition.objects.filter(key=SERVICE_REPORT).exists():
        return
    at = datetime.now(UTC)
    with transaction.atomic():
        definition = ReportDefinition(
            item=new_item("report_definition"),
            key=SERVICE_REPORT,
            defined_at=at,
            **DESCRIPTION,
        )
        definition.save(force_insert=True)
