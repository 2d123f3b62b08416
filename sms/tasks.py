from celery import shared_task
from django.utils import timezone

from sms import health


@shared_task
def note_heartbeat() -> None:
    health.note_heartbeat(at=timezone.now())
