from celery import shared_task
from django.utils import timezone

from core.system_users import system_user
from slm import services


@shared_task
def sweep_clocks() -> int:
    return services.sweep_clocks(at=timezone.now())


@shared_task
def follow_agreements() -> int:
    return services.follow_agreements(actor=system_user("slm"), at=timezone.now())
