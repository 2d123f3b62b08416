"""One at a time of those who do the same, while nobody waits for a row."""

from django.db import connection

from core.canonical import sha256


def lock_name(name: str) -> None:
    """
    Wait until nobody else holds the name; it is let go when the transaction ends.

    Two names that share their first 64 bits wait for each other, and no more.
    """
    key = int.from_bytes(bytes.fromhex(sha256(name))[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
