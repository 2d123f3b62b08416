from celery import shared_task
from django.utils import timezone

from core.system_users import system_user
from incidents import services


@shared_task
def close_resolved_incidents() -> int:
    return services.close_resolved_incidents(
        actor=system_user("incidents"), at=timezone.now()
    )
