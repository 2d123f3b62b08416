from celery import shared_task
from django.utils import timezone

from core import checking, jobs, services  # noqa: F401 (checking: its job is known)
from core.waking import wake_with


@shared_task
def deliver_outbox() -> int:
    return services.deliver_outbox(at=timezone.now())


@shared_task
def seal_events() -> int:
    return services.seal_events()


@shared_task
def run_job(*, job_id: int) -> None:
    jobs.run_job(job_id=job_id, clock=timezone.now)


@shared_task
def revive_jobs() -> int:
    return jobs.revive_jobs(at=timezone.now())


jobs.start_with(lambda job_id: run_job.delay(job_id=job_id))
wake_with(deliver_outbox.delay)
