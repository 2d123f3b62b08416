"""Numbers of items: one database sequence for each prefix, never reused."""

import re

from django.db import connection

from core.kinds import all_kinds, get_kind, sequence_of
from core.models import Item

TYPED = re.compile(r"(?:([a-z]{2,5})[- ]?|#)?([0-9]{1,9})", re.IGNORECASE)


def new_item(kind: str) -> Item:
    """Make the identity of a new thing of that kind, with the next number."""
    prefix = get_kind(kind).prefix
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence_of(prefix)])
        (value,) = cursor.fetchone()
    return Item.objects.create(kind=kind, number=_number(prefix, value))


def meant_numbers(text: str) -> list[str]:
    """
    Return the numbers that what was typed may mean; none, if it is no number.

    “inc 32” means INC-000032; a bare “32” that of every prefix.
    """
    typed = TYPED.fullmatch(text.strip())
    if typed is None:
        return []
    known = {kind.prefix for kind in all_kinds()}
    prefixes = {typed[1].upper()} if typed[1] else known
    return sorted(_number(prefix, int(typed[2])) for prefix in prefixes)


def _number(prefix: str, value: int) -> str:
    return f"{prefix}-{value:06d}"


def ensure_sequences() -> None:
    """Make the sequences that the registered kinds need."""
    with connection.cursor() as cursor:
        for prefix in sorted({kind.prefix for kind in all_kinds()}):
            cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{sequence_of(prefix)}"')
