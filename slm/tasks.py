from celery import shared_task
from django.utils import timezone

from core.system_users import system_user
from slm import services


@shared_task
def sweep_clocks() -> int:
    return services.sweep_clocks(at=timezone.now())


@shared_task
def check_chains() -> int:
    return services.recheck_chains(
        because="", actor=system_user("slm"), at=timezone.now()
    )


@shared_task
def follow_escalations() -> int:
    actor, at = system_user("slm"), timezone.now()
    sent = services.send_due_escalations(actor=actor, at=at)
    return sent + services.raise_unacknowledged(actor=actor, at=at)
