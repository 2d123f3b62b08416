from celery import shared_task
from django.utils import timezone

from core.periods import first_of, shift
from core.system_users import system_user
from governance.services import take_measures as take


@shared_task
def take_measures() -> int:
    """Keep the measures of the month before this; safe to run at any time, and twice."""
    at = timezone.now()
    month = shift(first_of(at), -1)
    return len(take(month=month, actor=system_user("governance"), at=at))
