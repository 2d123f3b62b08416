from celery import shared_task
from django.utils import timezone

from core.system_users import system_user
from workflow import services


@shared_task
def send_meeting_mail() -> int:
    """Send notices and papers that are due; safe to run at any time, and twice."""
    return services.send_what_is_due(actor=system_user("workflow"), at=timezone.now())


@shared_task
def remind_of_overdue_tasks() -> int:
    """Remind of each overdue task once."""
    return services.remind_of_overdue_tasks(
        actor=system_user("workflow"), at=timezone.now()
    )
