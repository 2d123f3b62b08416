"""Taking the steps of an escalation: each once, together if there are many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.selectors import person_of
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from notifications.addressees import addressees
from notifications.services import notify
from notifications.topics import get_topic
from records.models import Record
from slm.choices import BREACH, HALTED, Metric, Whom
from slm.durations import promise_words
from slm.escalation import Step, due_steps, next_up
from slm.models import Clock, Crossing, Escalation, EscalationNotice
from slm.selectors.escalations import (
    escalations_seen_by,
    is_withdrawn,
    may_acknowledge,
)
from slm.selectors.telling import Told, people_to_tell, steps_of

# Whoever would be told of more than these at once is told in one message.
TOGETHER = 5
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


@dataclass(frozen=True, slots=True)
class Message:
    """One escalation for one who is told."""

    escalation: Escalation
    recipient: Told

    @property
    def key(self) -> str:
        user, person = _who(self.recipient)
        return f"u{user.pk}" if user else f"p{person.pk if person else ''}"


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
    _send([one for one in taken if one.due_at <= at], actor=actor, at=at)
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
    _send(left, actor=actor, at=at)
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
    _send(raised, actor=actor, at=at)
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
    _note("acknowledged", found, actor, at)
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


# How they are told.


def _send(escalations: Sequence[Escalation], *, actor: User, at: datetime) -> None:
    messages = [one for each in escalations for one in _messages(each, at)]
    crossings: dict[str, set[int]] = defaultdict(set)
    for one in messages:
        crossings[one.key].add(one.escalation.crossing_id)
    many = {key for key, found in crossings.items() if len(found) > TOGETHER}
    alone = [one for one in messages if one.key not in many]
    told = [*_tell_alone(alone, actor, at)]
    together = [one for one in messages if one.key in many]
    told_together = [*_tell_together(together, actor, at)] if together else []
    EscalationNotice.objects.bulk_create(
        [*_notices(told), *_notices(told_together, is_digest=True)],
        ignore_conflicts=True,
    )
    for escalation in escalations:
        escalation.sent_at = at
        minutes = _step_of(escalation).acknowledge_minutes
        if minutes:
            escalation.acknowledge_by = at + timedelta(minutes=minutes)
    Escalation.objects.bulk_update(escalations, ["sent_at", "acknowledge_by"])


def _step_of(escalation: Escalation) -> Step:
    steps = steps_of(escalation.crossing.budget.target)
    return next(step for step in steps if step.position == escalation.position)


def _messages(escalation: Escalation, at: datetime) -> Iterator[Message]:
    seen = set()
    people = people_to_tell(escalation.clock, _step_of(escalation), at)
    for recipient in people:
        message = Message(escalation, recipient)
        if message.key not in seen:
            seen.add(message.key)
            yield message


def _tell_alone(
    messages: Sequence[Message], actor: User, at: datetime
) -> Iterator[Message]:
    """Tell each of each crossing, once of those that are taken together."""
    groups: dict[tuple[int, bool, int], list[Message]] = defaultdict(list)
    for one in messages:
        escalation = one.escalation
        is_outside = escalation.whom == Whom.CUSTOMER
        later = escalation.pk if _is_later(escalation) else 0
        groups[escalation.crossing_id, is_outside, later].append(one)
    for (_crossing, is_outside, _later), group in groups.items():
        yield from _tell(group, is_outside, actor, at)


def _is_later(escalation: Escalation) -> bool:
    """Whether it is told apart from the crossing itself, so that it is heard anew."""
    crossed_at = escalation.crossing.crossed_at
    return escalation.raised_from_id is not None or escalation.due_at > crossed_at


def _tell(
    group: Sequence[Message], is_outside: bool, actor: User, at: datetime
) -> Iterator[Message]:
    first = group[0].escalation
    crossing, clock = first.crossing, first.clock
    is_breach = crossing.percent >= BREACH
    topic = "slm.breach" if is_breach else "slm.threshold"
    if is_outside:
        topic = "slm.promise"
    event = _note("escalated", first, actor, at) if _is_later(first) else crossing.event
    recipients = [one.recipient for one in group]
    permission = get_topic(topic).permission
    heard = {one.key for one in addressees(event, recipients, permission=permission)}
    notify(
        event=event,
        recipients=recipients,
        topic=topic,
        subject=SUBJECTS[is_breach],
        template="slm/breach" if is_breach else "slm/threshold",
        context=_context(clock, crossing, is_outside=is_outside),
        at=at,
    )
    yield from (one for one in group if one.key in heard)


SUBJECTS: Mapping[bool, Any] = {
    True: gettext_lazy("%(number)s breached: %(metric)s – %(title)s"),
    False: gettext_lazy("%(number)s: %(percent)s %% of the time is used – %(title)s"),
}


def _context(clock: Clock, crossing: Crossing, *, is_outside: bool) -> dict[str, Any]:
    record = clock.record
    within = [
        (gettext_lazy("On whose promise"), _promised_by(clock)),
        (gettext_lazy("Team"), record.team or "–"),
    ]
    return {
        "number": record.number,
        "title": record.title,
        "metric": Metric(clock.metric).label,
        "percent": crossing.percent,
        "due_at": clock.due_at,
        "crossed_at": crossing.crossed_at,
        "facts": [
            (gettext_lazy("Measures"), clock.label),
            (gettext_lazy("Promised"), _promised(clock)),
            (gettext_lazy("Service"), record.service or "–"),
            *([] if is_outside else within),
        ],
    }


def _promised(clock: Clock) -> str:
    return promise_words(clock.budget.budget, clock.budget_seconds)


def _promised_by(clock: Clock) -> str:
    leg = str(clock.leg).upper()
    return f"{leg}, {clock.holder}" if clock.holder else leg


def _tell_together(
    messages: Sequence[Message], actor: User, at: datetime
) -> Iterator[Message]:
    """Tell each in one message of all that they may see."""
    crossings = {one.escalation.crossing_id for one in messages}
    event = record_event(
        "slm.escalated_together",
        item=None,
        actor=actor,
        at=at,
        facts={"crossings": len(crossings)},
    )
    by_key: dict[str, list[Message]] = defaultdict(list)
    for one in messages:
        by_key[one.key].append(one)
    for group in by_key.values():
        shown = _shown_to(group)
        if not shown:
            continue
        lines = _lines(shown)
        notify(
            event=event,
            recipients=[shown[0].recipient],
            topic="slm.digest",
            subject=gettext_lazy("%(count)s promises run out of time, or are broken"),
            template="slm/digest",
            context={"count": len(lines), "lines": lines},
            at=at,
        )
        yield from shown


def _shown_to(group: Sequence[Message]) -> list[Message]:
    user, _person = _who(group[0].recipient)
    if user is None or not user.is_active:
        return []
    records = [one.escalation.clock.record_id for one in group]
    seen = Record.objects.visible_to(user).filter(pk__in=records)
    visible = set(seen.values_list("pk", flat=True))
    return [one for one in group if one.escalation.clock.record_id in visible]


def _lines(messages: Sequence[Message]) -> list[str]:
    found = {}
    for one in messages:
        crossing, clock = one.escalation.crossing, one.escalation.clock
        record = clock.record
        text = f"{record.number}, {crossing.percent} %: {record.title}"
        found[crossing.pk] = (-crossing.percent, record.number, text)
    return [text for _percent, _number, text in sorted(found.values())]


def _notices(
    messages: Iterable[Message], *, is_digest: bool = False
) -> Iterator[EscalationNotice]:
    for one in messages:
        user, person = _who(one.recipient)
        yield EscalationNotice(
            escalation=one.escalation, user=user, person=person, is_digest=is_digest
        )


def _who(recipient: Told) -> tuple[User | None, Person | None]:
    if isinstance(recipient, Person):
        return recipient.user, recipient
    return recipient, person_of(recipient)


def _note(what: str, escalation: Escalation, actor: User, at: datetime) -> Event:
    names = {
        "acknowledged": "slm.escalation_acknowledged",
        "escalated": "slm.escalated",
    }
    clock, crossing = escalation.clock, escalation.crossing
    return record_event(
        names[what],
        item=clock.record.item,
        actor=actor,
        at=at,
        facts={
            "escalation": escalation.pk,
            "clock": clock.pk,
            "metric": str(clock.metric),
            "leg": str(clock.leg),
            "team": clock.team_id,
            "supplier": clock.supplier_id,
            "turn": clock.turn,
            "percent": crossing.percent,
            "whom": str(escalation.whom),
        },
    )
