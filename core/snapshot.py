"""Reading much as of one instant, while others go on writing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction

Beside = Callable[[Callable[[], object]], object]


@contextmanager
def one_instant() -> Iterator[Beside]:
    """
    Read as of one instant: nothing that others commit meanwhile is seen.

    Yields what calls a function beside it, on a connection of its own: here nothing
    can be written. Within another transaction it is that one's reading.
    """
    if connection.in_atomic_block:
        yield lambda call: call()
        return
    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as other:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield lambda call: other.submit(_closing, call).result()


def _closing(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connection.close()
