"""Recording what happened, and telling those who must know."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.functional import SimpleLazyObject

from core.canonical import plain
from core.models import Event, EventData, Item, Outbox, User
from core.origin import acting_for, current_origin
from core.subscriptions import later_subscribers, now_subscribers
from core.system_users import system_user
from core.waking import wake_outbox


def record_event(
    name: str,
    *,
    item: Item | None,
    actor: User,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Event:
    """
    Append the event and tell its subscribers.

    `changes` maps a field to [before, after], other rows by their ids; `facts` is what
    a figure may be rebuilt from; names and free text go into `personal`, where they
    can be erased.
    Must be called inside the transaction of the act.

    :raises ValueError: if `at` has no time zone
    """
    if at.tzinfo is None:
        raise ValueError("An event needs an instant with a time zone.")
    origin = current_origin()
    data = EventData(salt=secrets.token_hex(16), values=dict(personal or {}))
    event = Event.objects.create(
        item=item,
        name=name,
        actor=actor,
        on_behalf_of_id=origin.on_behalf_of_id,
        channel=origin.channel,
        occurred_at=at,
        changes=plain(changes or {}),
        facts=plain(facts or {}),
        digest=data.compute_digest() if personal else "",
    )
    if personal:
        data.event = event
        data.save(force_insert=True)
    _tell(event)
    return event


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event without personal values, to be recorded with others at once."""

    name: str
    item_id: int
    at: datetime
    facts: Mapping[str, Any]


def record_events(drafts: Sequence[EventDraft], *, actor: User) -> list[Event]:
    """
    Append many events in a fixed number of statements.

    :raises ValueError: if somebody must hear of one of them in the act itself
    """
    if any(now_subscribers(draft.name) for draft in drafts):
        raise ValueError("Such an event must be recorded on its own.")
    origin = current_origin()
    events = Event.objects.bulk_create(
        Event(
            item_id=draft.item_id,
            name=draft.name,
            actor=actor,
            on_behalf_of_id=origin.on_behalf_of_id,
            channel=origin.channel,
            occurred_at=draft.at,
            facts=dict(draft.facts),
        )
        for draft in drafts
    )
    _post(events)
    return events


def _tell(event: Event) -> None:
    for subscription in now_subscribers(event.name):
        with acting_for(event.on_behalf_of_id or event.actor_id):
            subscription.hear(event, _acting_as(subscription.app_label))
    _post([event])


def _acting_as(app_label: str) -> User:
    # Most who hear never ask as whom they act.
    return cast(User, SimpleLazyObject(lambda: system_user(app_label)))


def _post(events: Sequence[Event]) -> None:
    # Nobody is told today of what an import says happened years ago.
    if current_origin().is_quiet:
        return
    entries = [
        Outbox(event=event, subscriber=listener.key, next_attempt_at=event.recorded_at)
        for event in events
        for listener in later_subscribers(event.name)
    ]
    if entries:
        Outbox.objects.bulk_create(entries)
        transaction.on_commit(wake_outbox, robust=True)
