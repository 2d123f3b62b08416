from typing import Any

from celery import current_app, shared_task
from celery.signals import heartbeat_sent
from django.utils import timezone

from sms import health


@shared_task
def note_heartbeat() -> None:
    health.note_heartbeat(at=timezone.now())


@heartbeat_sent.connect
def note_documents_heartbeat(**kwargs: Any) -> None:
    if health.DOCUMENTS in current_app.amqp.queues.consume_from:
        health.note_heartbeat(at=timezone.now(), key=health.DOCUMENTS_HEARTBEAT)
