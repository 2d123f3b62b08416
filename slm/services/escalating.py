"""Taking the steps of an escalation: each once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from slm.choices import HALTED
from slm.escalation import Step, due_steps, next_up
from slm.models import Crossing, Escalation
from slm.selectors.escalations import escalations_seen_by, is_withdrawn, may_acknowledge
from slm.selectors.telling import steps_of
from slm.services.escalation_messages import note, send

# Of all who take steps at once, one after the other.
LOCK = 5_311
ABOUT = (
    "clock__record__item",
    "clock__record__team",
    "clock__record__assignee",
    "clock__record__service",
    "clock__team",
    "clock__supplier",
    "clock__budget",
    "budget__target",
    "event__item",
)


@transaction.atomic
def escalate(*, events: Iterable[Event], actor: User, at: datetime) -> int:
    """
    Take the steps that these crossings are due, and return how many were taken.

    What was taken already, or what a correction took back, is not taken (again).
    """
    _one_after_the_other()
    crossings = Crossing.objects.filter(event__in=list(events), is_withdrawal=False)
    taken: list[Escalation] = []
    for crossing in crossings.select_related(*ABOUT).order_by("crossed_at", "pk"):
        if not is_withdrawn(crossing):
            taken += _taken_at(crossing)
    send([one for one in taken if one.due_at <= at], actor=actor, at=at)
    return len(taken)


@transaction.atomic
def send_due_escalations(*, actor: User, at: datetime) -> int:
    """
    Take the steps that were to be taken some minutes after a breach; return how many.

    What was settled meanwhile is left.
    """
    _one_after_the_other()
    due = Escalation.objects.filter(sent_at=None, withdrawn_at=None, due_at__lte=at)
    rows = list(_with_clocks(due))
    over = [one for one in rows if one.clock.mode in HALTED]
    _withdraw(over, at)
    left = [one for one in rows if one not in over]
    send(left, actor=actor, at=at)
    return len(left)


@transaction.atomic
def raise_unacknowledged(*, actor: User, at: datetime) -> int:
    """Go up to the next step where nobody acknowledged in time; return how often."""
    _one_after_the_other()
    waiting = Escalation.objects.filter(
        acknowledge_by__lte=at,
        acknowledged_at=None,
        raised_at=None,
        withdrawn_at=None,
    )
    raised = []
    for one in _with_clocks(waiting):
        one.raised_at = at
        one.save(update_fields=["raised_at"])
        if one.clock.mode not in HALTED:
            raised += _next_up(one, at)
    send(raised, actor=actor, at=at)
    return len(raised)


@transaction.atomic
def withdraw_escalations(*, event: Event, at: datetime) -> int:
    """Note of what was escalated that a correction took its reason back."""
    _one_after_the_other()
    facts = event.facts
    rows = Escalation.objects.filter(
        crossing__clock=facts["clock"],
        crossing__budget=facts["budget"],
        crossing__percent=facts["percent"],
        crossing__crossed_at__lte=at,
        withdrawn_at=None,
    ).select_related("crossing")
    over = [one for one in rows if is_withdrawn(one.crossing)]
    _withdraw(over, at)
    return len(over)


@transaction.atomic
def acknowledge_escalation(
    *, escalation_id: int, actor: User, at: datetime
) -> Escalation:
    """
    Note that whoever was told has taken it up: it goes no further up.

    :raises Escalation.DoesNotExist: if the actor may not see such an escalation
    :raises PermissionDenied: if it was not told to the actor
    :raises TransitionNotAllowed: if it waits for nobody any more
    """
    seen = escalations_seen_by(actor).filter(pk=escalation_id)
    pk = seen.values_list("pk", flat=True).get()
    rows = Escalation.objects.select_for_update(of=("self",))
    found: Escalation = rows.select_related("clock__record__item", "crossing").get(
        pk=pk
    )
    if not found.notices.filter(user=actor).exists():
        raise PermissionDenied
    if not may_acknowledge(actor, found):
        raise TransitionNotAllowed(_("It waits for nobody to acknowledge it."))
    found.acknowledged_at, found.acknowledged_by = at, actor
    found.save(update_fields=["acknowledged_at", "acknowledged_by"])
    note("acknowledged", found, actor, at)
    return found


def _one_after_the_other() -> None:
    # Two deliveries at once would each believe to be the first that tells somebody.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _with_clocks(rows: Any) -> Any:
    related = [f"crossing__{name}" for name in ABOUT]
    return rows.select_related("clock", *related).order_by("due_at", "pk")


def _withdraw(escalations: Sequence[Escalation], at: datetime) -> None:
    for one in escalations:
        one.withdrawn_at = at
    Escalation.objects.bulk_update(escalations, ["withdrawn_at"])


# Which steps are taken.


def _taken_at(crossing: Crossing) -> list[Escalation]:
    target = crossing.budget.target
    steps = steps_of(target)
    reached = [crossing]
    if target.version.steps.exists():
        # Of several crossed at once only the highest speaks: for all of them.
        reached = [*_passed_before(crossing), crossing]
    return [
        escalation
        for one in reached
        for step in due_steps(steps, one.percent)
        for escalation in _take(one, step)
    ]


def _passed_before(crossing: Crossing) -> list[Crossing]:
    lower = Crossing.objects.filter(
        clock=crossing.clock_id,
        budget=crossing.budget_id,
        percent__lt=crossing.percent,
        is_withdrawal=False,
        is_carried=False,
        escalations=None,
    )
    rows = lower.select_related(*ABOUT).order_by("percent", "turn")
    return [one for one in rows if not is_withdrawn(one)]


def _take(
    crossing: Crossing, step: Step, *, at: datetime | None = None, **values: Any
) -> list[Escalation]:
    """Store that a step is taken; nothing if it was, in the same turn."""
    same = Escalation.objects.filter(
        clock=crossing.clock_id,
        crossing__budget=crossing.budget_id,
        crossing__turn=crossing.turn,
        position=step.position,
    )
    if same.exists():
        return []
    due_at = at or crossing.crossed_at + timedelta(minutes=step.minutes or 0)
    made = Escalation.objects.create(
        clock=crossing.clock,
        crossing=crossing,
        position=step.position,
        ladder=step.ladder,
        whom=step.whom,
        due_at=due_at,
        **values,
    )
    return [made]


def _next_up(escalation: Escalation, at: datetime) -> list[Escalation]:
    steps = steps_of(escalation.crossing.budget.target)
    position = escalation.position
    while step := next_up(steps, position):
        made = _take(escalation.crossing, step, at=at, raised_from=escalation)
        if made:
            return made
        position = step.position
    return []
