"""Numbers of items: one database sequence for each prefix, never reused."""

from django.db import connection

from core.kinds import all_kinds, get_kind, sequence_of
from core.models import Item


def new_item(kind: str) -> Item:
    """Make the identity of a new thing of that kind, with the next number."""
    prefix = get_kind(kind).prefix
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence_of(prefix)])
        (value,) = cursor.fetchone()
    return Item.objects.create(kind=kind, number=f"{prefix}-{value:06d}")


def ensure_sequences() -> None:
    """Make the sequences that the registered kinds need."""
    with connection.cursor() as cursor:
        for prefix in sorted({kind.prefix for kind in all_kinds()}):
            cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{sequence_of(prefix)}"')
