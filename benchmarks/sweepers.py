"""Sweeps in processes of their own: several at once, and one killed in mid-batch."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from django.db import connection, transaction

PROGRAM = """
import sys
from datetime import datetime
import django
django.setup()
from slm.services import sweep_clocks
print(sweep_clocks(at=datetime.fromisoformat(sys.argv[1]), batch=int(sys.argv[2])))
"""
PATIENCE = 60.0


def start_sweep(at: datetime, batch: int) -> subprocess.Popen[str]:
    """Start a sweep of the database that this process uses, in a process of its own."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sms.settings",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
    }
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, at.isoformat(), str(batch)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_in_mid_batch(at: datetime, batch: int) -> None:
    """Start a sweep, and kill it when it has written half of what a batch needs."""
    with transaction.atomic(), connection.cursor() as cursor:
        # It claims its clocks and records events, then waits for this lock.
        cursor.execute("LOCK TABLE slm_crossing IN EXCLUSIVE MODE")
        sweep = start_sweep(at, batch)
        wait_until(lambda: waiting() == 1)
        sweep.kill()
        sweep.wait()
    # Its server process finds out only when it goes on.
    wait_until(lambda: _writing() == 0)


def sweep_together(at: datetime, batch: int, count: int = 2) -> list[int]:
    """Run sweeps at once to their end; return how many crossings each recorded."""
    sweeps = [start_sweep(at, batch) for _place in range(count)]
    found = [int(sweep.communicate(timeout=PATIENCE * 5)[0]) for sweep in sweeps]
    if any(sweep.returncode for sweep in sweeps):
        raise RuntimeError("A sweep failed.")
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something is so; :raises TimeoutError: if it never is."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError("It did not happen.")
        time.sleep(0.02)


def waiting() -> int:
    """Return how many others wait for a lock in this database."""
    return _count("wait_event_type = 'Lock'")


def _writing() -> int:
    return _count("query LIKE 'INSERT INTO \"slm_cross%' AND state = 'active'")


def _count(condition: str) -> int:
    with connection.cursor() as cursor:
        # Within a transaction the view would show what it showed first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            f" AND pid <> pg_backend_pid() AND {condition}"
        )
        return int(cursor.fetchone()[0])
