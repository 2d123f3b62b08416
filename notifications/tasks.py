from celery import shared_task
from django.utils import timezone

from notifications import services


@shared_task
def send_due_mails() -> int:
    return services.send_due_mails(at=timezone.now())
