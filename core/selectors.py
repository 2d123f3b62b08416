from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext as _

from core.erasure import ERASED
from core.kinds import all_kinds
from core.models import Event, Outbox, Seal, User
from core.querysets import EventQuerySet

# Beyond this a page says “more than” rather than count on.
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class TrailReport:
    """The state of the audit trail: how many links hold, and the first that fails."""

    links: int
    unsealed: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def is_intact(self) -> bool:
        return self.broken_at is None


def audit_trail(*, expected_head: str = "") -> TrailReport:
    """
    Recompute the whole hash chain.

    `expected_head` is a head that was printed earlier: a trail whose end was cut
    off is intact in itself but no longer contains it.
    """
    previous, links, has_seen_head = "", 0, not expected_head
    erased = erasures()
    for seal in _seals():
        links += 1
        if reason := _fault(seal, links, previous, erased):
            return TrailReport(links, 0, previous, seal.position, reason)
        previous = seal.hash
        has_seen_head = has_seen_head or seal.hash == expected_head
    unsealed = Event.objects.filter(seal=None).count()
    if not has_seen_head:
        reason = "the trail ends before the head that was given"
        return TrailReport(links, unsealed, previous, links + 1, reason)
    if reason := _gap(links):
        return TrailReport(links, unsealed, previous, links + 1, reason)
    return TrailReport(links, unsealed, previous)


def erasures() -> dict[int, Event]:
    """Return, for each event that lost its personal values, what recorded that."""
    recorded = Event.objects.named(ERASED).select_related("data", "seal").order_by("id")
    return {
        pk: event
        for event in recorded
        if not event.fault()
        for pk in event.facts["events"]
    }


def trail_head() -> Seal | None:
    """Return the newest link of the chain."""
    return Seal.objects.order_by("-position").first()


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What still waits in the outbox: how many, since when, and what is parked."""

    waiting: int
    oldest_at: datetime | None
    parked: list[Outbox]


def outbox_state() -> OutboxState:
    """Return what waits in the outbox; counts end at one above `COUNT_CAP`."""
    waiting = Outbox.objects.waiting()
    parked = Outbox.objects.parked().select_related("event__item")
    return OutboxState(
        waiting=waiting[: COUNT_CAP + 1].count(),
        oldest_at=waiting.aggregate(oldest=Min("event__recorded_at"))["oldest"],
        parked=list(parked.order_by("-parked_at", "-id")[:100]),
    )


def unsealed_count() -> int:
    """Return how many events still wait for their seal, at most one above the cap."""
    last = trail_head()
    events = Event.objects.filter(seal=None)
    if last is not None:
        # Only what was recorded lately can be unsealed: the rest need not be read.
        events = events.filter(transaction_id__gte=last.event.transaction_id)
    return events[: COUNT_CAP + 1].count()


def events_visible_to(user: User) -> EventQuerySet:
    """Return the events about what the user may see, and those about no item."""
    seen = Q(item=None)
    for kind in all_kinds():
        rows = kind.visible_to(user).filter(item=OuterRef("item"))
        seen |= Q(item__kind=kind.key) & Q(Exists(rows))
    return Event.objects.filter(seen)


def _seals() -> Iterator[Seal]:
    seals = Seal.objects.select_related("event__data").order_by("position")
    return seals.iterator(chunk_size=2000)


def _fault(seal: Seal, position: int, previous: str, erased: Container[int]) -> str:
    """Say what is wrong with a link; `erased` may lack their personal values."""
    event = seal.event
    if seal.position != position:
        return _("link %s is missing") % position
    if seal.previous_hash != previous:
        return _("it does not continue the link before it")
    if event.has_lost_values and event.pk not in erased:
        return _("the personal values of event %(pk)s (%(name)s) are gone") % {
            "pk": event.pk,
            "name": event.name,
        }
    return event.fault()


def _gap(links: int) -> str:
    last = Seal.objects.aggregate(last=Max("position"))["last"] or 0
    return "" if last == links else _("%s links were not reached") % (last - links)
