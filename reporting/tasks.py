from celery import shared_task
from django.utils import timezone

from core.history import after_history
from core.periods import first_of, shift
from core.system_users import system_user
from reporting.jobs import ask_for_sets
from slm.services import sweep_clocks


@shared_task
@after_history
def issue_monthly_reports() -> int:
    """Have the month before this reported on; safe to run at any time, and twice."""
    at = timezone.now()
    # After a day of downtime, what was breached before midnight counts before it.
    sweep_clocks(at=at)
    month = shift(first_of(at), -1)
    return len(ask_for_sets(month=month, actor=system_user("reporting"), at=at))
