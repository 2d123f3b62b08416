from celery import shared_task
from django.utils import timezone

from core.system_users import system_user
from slm import services


@shared_task
def sweep_clocks() -> int:
    return services.sweep_clocks(at=timezone.now())


@shared_task
def plan_due_reviews() -> int:
    """Plan the reviews that agreements ask for; safe to run at any time, and twice."""
    planned = services.plan_due_reviews(actor=system_user("slm"), at=timezone.now())
    return len(planned)
