from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from core.subscriptions import later, now
from notifications.services import notify
from notifications.topics import Topic, register_topic
from slm.choices import BREACH, Metric
from slm.durations import promise_words
from slm.facts import FOLLOWED, RECLASSIFIED
from slm.models import Clock
from slm.selectors import CHANGED_CALENDAR, FOLLOWED_CALENDAR, people_to_tell
from slm.services import check_lowering, follow_calendar, follow_record

GROUP = _("Service levels")
TOLD = (
    "record__item",
    "record__team",
    "record__assignee",
    "record__service",
    "team",
    "supplier",
    "budget",
)

for topic in (
    Topic(
        "slm.threshold",
        _("Time runs out on one of mine or of my team"),
        GROUP,
        "records.work_record",
    ),
    Topic("slm.breach", _("A promise was not kept"), GROUP, "slm.view_agreement"),
):
    register_topic(topic)


# Before the clocks follow: it asks how they stood under the priority before.
@now(RECLASSIFIED)
def ask_why_a_late_priority_is_lowered(event: Event, acting_as: User) -> None:
    before, after = event.changes.get("priority", (None, None))
    if event.item_id and before and after > before and not event.facts["has_reason"]:
        check_lowering(record_id=event.item_id, at=event.occurred_at)


@now(*FOLLOWED)
def keep_clocks_in_step(event: Event, acting_as: User) -> None:
    if event.item_id is not None:
        follow_record(record_id=event.item_id, at=event.occurred_at)


@later(CHANGED_CALENDAR, FOLLOWED_CALENDAR)
def keep_clocks_with_their_calendar(
    event: Event, acting_as: User, at: datetime
) -> None:
    facts = event.facts
    if event.item_id is None or facts.get("left") == 0:
        return
    follow_calendar(
        calendar_id=event.item_id,
        after=facts.get("after", 0),
        done=facts.get("done", 0),
        left=facts.get("left"),
        actor=acting_as,
        at=at,
    )


@later("slm.threshold_crossed")
def tell_that_time_runs_out(event: Event, acting_as: User, at: datetime) -> None:
    if not event.facts["notifies"]:
        return
    clock = Clock.objects.select_related(*TOLD).get(pk=event.facts["clock"])
    percent = event.facts["percent"]
    is_breach = percent >= BREACH
    subject = (
        _("%(number)s breached: %(metric)s – %(title)s")
        if is_breach
        else _("%(number)s: %(percent)s %% of the time is used – %(title)s")
    )
    notify(
        event=event,
        recipients=people_to_tell(clock, percent),
        topic="slm.breach" if is_breach else "slm.threshold",
        subject=subject,
        template="slm/breach" if is_breach else "slm/threshold",
        context={
            "number": clock.record.number,
            "title": clock.record.title,
            "metric": Metric(clock.metric).label,
            "percent": percent,
            "due_at": clock.due_at,
            "crossed_at": event.occurred_at,
            "facts": [
                (_("Measures"), clock.label),
                (_("On whose promise"), _promised_by(clock)),
                (_("Promised"), _promised(clock)),
                (_("Service"), clock.record.service or "–"),
                (_("Team"), clock.record.team or "–"),
            ],
        },
        at=at,
    )


def _promised(clock: Clock) -> str:
    return promise_words(clock.budget.budget, clock.budget_seconds)


def _promised_by(clock: Clock) -> str:
    leg = str(clock.leg).upper()
    return f"{leg}, {clock.holder}" if clock.holder else leg
