from celery import shared_task
from django.db.models import Max
from django.utils import timezone

from core.history import after_history
from core.periods import first_of, months_from, shift
from core.system_users import system_user
from governance.models import MeasureValue
from governance.services import take_measures as take


@shared_task
@after_history
def take_measures() -> int:
    """Keep the measures of every month since the last; safe to run at any time, and twice."""
    at, actor = timezone.now(), system_user("governance")
    last = shift(first_of(at), -1)
    newest = MeasureValue.objects.aggregate(month=Max("month"))["month"]
    months = months_from(min(newest or last, last), last)
    return sum(len(take(month=one, actor=actor, at=at)) for one in months)
