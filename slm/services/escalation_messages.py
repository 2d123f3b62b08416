"""How escalations are told: once to each, together if there are many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.selectors import person_of
from core.events import record_event
from core.models import Event, User
from notifications.addressees import addressees
from notifications.services import notify
from notifications.topics import get_topic
from records.models import Record
from slm.choices import BREACH, Metric, Whom
from slm.durations import promise_words
from slm.escalation import Step
from slm.models import Clock, Crossing, Escalation, EscalationNotice
from slm.selectors.telling import Told, people_to_tell, steps_of

# Whoever would be told of more than these at once is told in one message.
TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Message:
    """One escalation for one who is told."""

    escalation: Escalation
    recipient: Told

    @property
    def key(self) -> str:
        user, person = _who(self.recipient)
        return f"u{user.pk}" if user else f"p{person.pk if person else ''}"


def send(escalations: Sequence[Escalation], *, actor: User, at: datetime) -> None:
    """Tell of what is due, and note until when somebody has to take it up."""
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
    event = note("escalated", first, actor, at) if _is_later(first) else crossing.event
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
    permission = get_topic("slm.digest").permission
    by_key: dict[str, list[Message]] = defaultdict(list)
    for one in messages:
        by_key[one.key].append(one)
    for group in by_key.values():
        shown, recipients = _shown_to(group), [group[0].recipient]
        if not shown or not [*addressees(event, recipients, permission=permission)]:
            continue
        lines = _lines(shown)
        notify(
            event=event,
            recipients=recipients,
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


def note(what: str, escalation: Escalation, actor: User, at: datetime) -> Event:
    """Record what became of an escalation."""
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
