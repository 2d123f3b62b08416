from celery import shared_task
from django.utils import timezone

from core.periods import first_of, shift
from core.system_users import system_user
from reporting.services import issue_reports_of
from slm.services import sweep_clocks


@shared_task
def issue_monthly_reports() -> int:
    """Report on the month before this; safe to run at any time, and twice."""
    at = timezone.now()
    # After a day of downtime, what was breached before midnight counts before it.
    sweep_clocks(at=at)
    month = shift(first_of(at), -1)
    issued = issue_reports_of(month=month, actor=system_user("reporting"), at=at)
    return len(issued)
