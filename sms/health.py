"""Whether everything that the portal needs is there."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

# What the timetable has the worker sign, and what the worker of documents does itself:
# a long one keeps it from its queue for minutes.
HEARTBEAT, DOCUMENTS_HEARTBEAT = "worker-heard-at", "documents-heard-at"
DOCUMENTS = "documents"
BEATS = {"worker": HEARTBEAT, DOCUMENTS: DOCUMENTS_HEARTBEAT}
LONGEST_SILENCE = timedelta(minutes=2)
FINE = "ok"


def note_heartbeat(*, at: datetime, key: str = HEARTBEAT) -> None:
    """Let the others know that a worker works."""
    cache.set(key, at.timestamp(), timeout=None)


def readiness(*, at: datetime) -> dict[str, str]:
    """Return for each thing we depend on "ok" or what is the matter with it."""
    return {**_database(), **_redis_and_workers(at)}


def _database() -> dict[str, str]:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = f"{len(waiting)} to be applied" if waiting else FINE
    return {"database": FINE, "migrations": state}


def _redis_and_workers(at: datetime) -> dict[str, str]:
    try:
        heard = cache.get_many(BEATS.values())
    except RedisError:
        return {"redis": "unreachable", **dict.fromkeys(BEATS, "unknown")}
    states = {name: _standing(heard.get(key), at) for name, key in BEATS.items()}
    return {"redis": FINE, **states}


def _standing(heard_at: float | None, at: datetime) -> str:
    if heard_at is None:
        return "never heard from"
    silence = at - datetime.fromtimestamp(heard_at, UTC)
    if silence > LONGEST_SILENCE:
        return f"silent for {silence.total_seconds():.0f} s"
    return FINE
