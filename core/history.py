"""History that is brought in at once: what judges the past for good waits for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.db import connection

LOCK = 5_310


@contextmanager
def writing_history() -> Iterator[None]:
    """Wait until nobody else brings in what happened before; whoever comes finds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_history_being_written() -> bool:
    """Whether some other process is bringing in what happened before."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Shared: who only asks is in nobody's way.
            "SELECT pg_try_advisory_lock_shared(%s) AND pg_advisory_unlock_shared(%s)",
            [LOCK, LOCK],
        )
        return not cursor.fetchone()[0]


def after_history(work: Callable[[], int]) -> Callable[[], int]:
    """
    Do nothing while history is being written: half of a month must not be frozen.

    For what the timetable asks again soon; returns 0 for nothing done.
    """

    @wraps(work)
    def patient() -> int:
        return 0 if is_history_being_written() else work()

    return patient
