from celery import shared_task
from django.utils import timezone

from core.history import after_history
from core.system_users import system_user
from slm import services
from slm.selectors import months_to_close, unfounded_doubts


@shared_task
def sweep_clocks() -> int:
    return services.sweep_clocks(at=timezone.now())


@shared_task
def check_chains() -> int:
    return services.recheck_chains(
        because="", actor=system_user("slm"), at=timezone.now()
    )


@shared_task
@after_history
def close_periods() -> int:
    """Close every month that is over; safe to run at any time, and twice."""
    at = timezone.now()
    # After a day of downtime, what was breached before midnight counts before it.
    services.sweep_clocks(at=at)
    services.settle_doubts(unfounded_doubts())
    actor, months = system_user("slm"), months_to_close(at)
    closed = [services.close_period(month=one, actor=actor, at=at) for one in months]
    return sum(map(len, closed))


@shared_task
def tell_of_doubts() -> int:
    return services.tell_of_doubts(actor=system_user("slm"), at=timezone.now())


@shared_task
@after_history
def plan_due_reviews() -> int:
    """Plan the reviews that agreements ask for; safe to run at any time, and twice."""
    planned = services.plan_due_reviews(actor=system_user("slm"), at=timezone.now())
    return len(planned)


@shared_task
@after_history
def plan_due_assessments() -> bool:
    """Plan the capability assessment of the year; safe to run at any time, and twice."""
    actor, at = system_user("slm"), timezone.now()
    return services.plan_due_assessments(actor=actor, at=at) is not None


@shared_task
def follow_agreements() -> int:
    return services.follow_agreements(actor=system_user("slm"), at=timezone.now())


@shared_task
def follow_escalations() -> int:
    actor, at = system_user("slm"), timezone.now()
    sent = services.send_due_escalations(actor=actor, at=at)
    return sent + services.raise_unacknowledged(actor=actor, at=at)


@shared_task
@after_history
def warn_of_months() -> int:
    """Say of which targets the month is nearly used up; safe at any time, and twice."""
    return services.warn_of_months(actor=system_user("slm"), at=timezone.now())
