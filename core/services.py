from datetime import datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from core.events import record_event
from core.models import Event, Outbox, Seal, User
from core.subscriptions import later_subscriber
from core.system_users import system_user

log = structlog.get_logger()

MAX_ATTEMPTS = 8
SEALER_LOCK = 5_301
SEAL_BATCH = 5_000
# A snapshot counts the transactions of every database of the server; those known
# to belong to another one can never have written an event of ours.
OLDEST_RUNNING = """
    SELECT coalesce(
        (
            SELECT min(running::text::bigint) FROM pg_snapshot_xip(taken) AS running
            WHERE NOT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname <> current_database() AND backend_xid = running::xid
            )
        ),
        pg_snapshot_xmax(taken)::text::bigint
    )
    FROM pg_current_snapshot() AS taken
"""


def deliver_outbox(*, at: datetime, limit: int = 500) -> int:
    """
    Bring waiting events to their subscribers and return how many were tried.

    Each delivery is a transaction of its own: what the subscriber wrote and the
    note that it has heard are committed together or not at all. After
    `MAX_ATTEMPTS` failures an entry is parked for a person to look at.
    """
    tried = 0
    while tried < limit and _deliver_next(at):
        tried += 1
    return tried


def _deliver_next(at: datetime) -> bool:
    with transaction.atomic():
        entry = (
            Outbox.objects.due(at)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .order_by("next_attempt_at", "id")
            .first()
        )
        if entry is None:
            return False
        entry.attempts += 1
        try:
            with transaction.atomic():
                _hear(entry, at)
        except Exception as error:
            # Whatever a subscriber raises, the entry must wait for another try.
            log.exception("outbox_delivery_failed", entry=entry.pk)
            _postpone(entry, error, at)
        else:
            entry.delivered_at = at
            entry.last_error = ""
        entry.save()
    return True


def _hear(entry: Outbox, at: datetime) -> None:
    subscription = later_subscriber(entry.subscriber)
    if subscription is None:
        raise LookupError(f"No subscriber is called {entry.subscriber}.")
    subscription.hear(entry.event, system_user(subscription.app_label), at)


def _postpone(entry: Outbox, error: Exception, at: datetime) -> None:
    entry.last_error = f"{type(error).__name__}: {error}"
    entry.next_attempt_at = at + timedelta(seconds=15 * 2**entry.attempts)
    if entry.attempts >= MAX_ATTEMPTS:
        entry.parked_at = at


@transaction.atomic
def retry_outbox(*, entry_id: int, actor: User, at: datetime) -> Outbox:
    """
    Give a parked entry a fresh set of attempts.

    :raises PermissionDenied: if the actor may not
    :raises Outbox.DoesNotExist: if no such entry is parked
    """
    if not actor.has_perm("core.retry_outbox"):
        raise PermissionDenied
    entry: Outbox = Outbox.objects.parked().select_for_update().get(pk=entry_id)
    entry.attempts = 0
    entry.parked_at = None
    entry.next_attempt_at = at
    entry.save(update_fields=["attempts", "parked_at", "next_attempt_at"])
    record_event(
        "outbox.retried", item=None, actor=actor, at=at, facts={"entry": entry_id}
    )
    return entry


@transaction.atomic
def seal_events(*, limit: int = SEAL_BATCH) -> int:
    """
    Chain events that no running transaction can precede; return how many.

    Ids are given before the commit and so commit out of order: an event is
    sealed once every transaction as old as its own has ended. One sealer at a
    time; another that comes meanwhile does nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(OLDEST_RUNNING)
        horizon = cursor.fetchone()[0]
    last = Seal.objects.select_related("event").order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, "")
    seals = []
    for event in Event.objects.sealable(last.event if last else None, horizon)[:limit]:
        digest = Seal.compute_hash(previous, event)
        position += 1
        seals.append(
            Seal(position=position, event=event, previous_hash=previous, hash=digest)
        )
        previous = digest
    Seal.objects.bulk_create(seals, batch_size=1000)
    if seals:
        log.info("trail_sealed", position=position, head=previous)
    return len(seals)
