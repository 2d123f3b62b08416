from celery import shared_task
from django.utils import timezone

from slm import services


@shared_task
def sweep_clocks() -> int:
    return services.sweep_clocks(at=timezone.now())
