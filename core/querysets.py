from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import models

if TYPE_CHECKING:
    from core.models import Event, Job, Outbox, User  # noqa: F401


class PostmasterStart(models.Func):
    function = "pg_postmaster_start_time"
    output_field = models.DateTimeField()


class Among(models.Func):
    """
    Whether a column is one of thousands of ids, given as one array, not each.

    An id that is missing is that of nothing.
    """

    template, arg_joiner = "%(expressions)s::bigint[])", " = ANY("
    output_field = models.BooleanField()

    def __init__(self, name: str, ids: Iterable[int | None]) -> None:
        # As Postgres reads an array: as a list, each id would be looked at by itself.
        self.listed = ",".join(str(one) for one in ids if one is not None)
        text = models.Value(f"{{{self.listed}}}", output_field=models.TextField())
        super().__init__(name, text)

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """:raises EmptyResultSet: if there is none, so that Postgres is not asked"""
        if not self.listed:
            raise EmptyResultSet
        return super().as_sql(*args, **kwargs)


class WithoutKeys(models.Func):
    """A JSON object but for some of its keys."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = models.JSONField()

    def __init__(self, name: str, keys: Iterable[str]) -> None:
        texts = ArrayField(models.TextField())
        super().__init__(name, models.Value(list(keys), output_field=texts))


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, item_id: int) -> Self:
        return self.filter(item_id=item_id).order_by("id")

    def named(self, *names: str) -> Self:
        return self.filter(name__in=names)

    def sealable(self, last: "Event | None", horizon: int) -> Self:
        """
        Return, in the order of the chain, events that nothing can still precede.

        `last` is the event sealed last; `horizon` the oldest running transaction.
        """
        # Transaction numbers start again when the database is restored elsewhere:
        # then the last one sealed tells nothing, and what was recorded before the
        # server started has ended in any case.
        ended = models.Q(transaction_id__lt=horizon) | models.Q(
            recorded_at__lt=PostmasterStart()
        )
        events = self.filter(ended, seal=None).order_by("transaction_id", "id")
        if last is None or last.transaction_id >= horizon:
            return events
        return events.filter(transaction_id__gte=last.transaction_id)


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self) -> Self:
        return self.filter(delivered_at=None, parked_at=None)

    def due(self, at: datetime) -> Self:
        return self.waiting().filter(next_attempt_at__lte=at)

    def parked(self) -> Self:
        return self.exclude(parked_at=None).filter(delivered_at=None)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(owner=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=["queued", "running"])
