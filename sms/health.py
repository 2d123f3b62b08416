"""Whether everything that the portal needs is there."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

HEARTBEAT = "worker-heard-at"
LONGEST_SILENCE = timedelta(minutes=2)
FINE = "ok"


def note_heartbeat(*, at: datetime) -> None:
    """Let the others know that a worker works."""
    cache.set(HEARTBEAT, at.timestamp(), timeout=None)


def readiness(*, at: datetime) -> dict[str, str]:
    """Return for each thing we depend on "ok" or what is the matter with it."""
    return {**_database(), **_redis_and_worker(at)}


def _database() -> dict[str, str]:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = f"{len(waiting)} to be applied" if waiting else FINE
    return {"database": FINE, "migrations": state}


def _redis_and_worker(at: datetime) -> dict[str, str]:
    try:
        heard_at = cache.get(HEARTBEAT)
    except RedisError:
        return {"redis": "unreachable", "worker": "unknown"}
    if heard_at is None:
        return {"redis": FINE, "worker": "never heard from"}
    silence = at - datetime.fromtimestamp(heard_at, UTC)
    if silence > LONGEST_SILENCE:
        return {"redis": FINE, "worker": f"silent for {silence.total_seconds():.0f} s"}
    return {"redis": FINE, "worker": FINE}
