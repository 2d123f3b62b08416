"""When a record is due next: said by whoever promises something about it."""

from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.expressions import Combinable

from records.models import Record

_promised: list[Combinable] = []


def register_due(instant: Combinable) -> None:
    """
    Have records sorted by that instant, reckoned for each row; once, in `panels.py`.

    It is null of a record of which nothing is due.
    """
    _promised.append(instant)


def with_next_due(records: QuerySet[Record]) -> QuerySet[Record]:
    """Add to each record `next_due_at`, when something promised about it is due."""
    nothing = Value(None, output_field=DateTimeField())
    return records.annotate(next_due_at=_promised[0] if _promised else nothing)
