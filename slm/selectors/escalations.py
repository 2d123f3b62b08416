"""What was escalated, to whom, and what still waits to be acknowledged."""

from collections.abc import Iterable

from django.db.models import QuerySet

from core.models import Event, User
from records.models import Record
from slm.models import Clock, Crossing, Escalation


def escalations_of(clocks: Iterable[Clock]) -> QuerySet[Escalation]:
    """Return what was escalated about these clocks, in its order, with who was told."""
    rows = Escalation.objects.filter(clock__in=[clock.pk for clock in clocks])
    return rows.select_related(
        "crossing", "acknowledged_by", "clock__team", "clock__supplier"
    ).prefetch_related("notices__user", "notices__person")


def escalations_seen_by(user: User) -> QuerySet[Escalation]:
    """Return what was told to the user; to staff, all about records that they see."""
    rows = Escalation.objects.select_related(
        "crossing", "acknowledged_by", "clock__record__item"
    ).prefetch_related("notices__user", "notices__person")
    if user.has_perm("slm.view_agreement"):
        seen = Record.objects.visible_to(user)
        return rows.filter(clock__record__in=seen)
    return rows.filter(notices__user=user).distinct()


def may_acknowledge(user: User, escalation: Escalation) -> bool:
    """Whether it was told to the user, and waits."""
    told = {notice.user_id for notice in escalation.notices.all()}
    return escalation.waits and user.pk in told


def waiting_for(user: User, event: Event) -> Escalation | None:
    """Return what the event told the user that still has to be acknowledged."""
    rows = Escalation.objects.filter(
        notices__user=user,
        acknowledge_by__isnull=False,
        acknowledged_at=None,
        withdrawn_at=None,
    )
    if event.name == "slm.escalated":
        return rows.filter(pk=event.facts["escalation"]).first()
    return rows.filter(crossing__event=event).order_by("position").first()


def is_withdrawn(crossing: Crossing) -> bool:
    """Whether a correction took it back that the threshold was crossed."""
    same = Crossing.objects.filter(
        clock=crossing.clock_id,
        budget=crossing.budget_id,
        percent=crossing.percent,
        turn=crossing.turn,
    )
    return same.filter(is_withdrawal=True).exists()
