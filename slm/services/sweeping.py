"""Finding, by the clock, which clocks have crossed a threshold."""

from datetime import datetime

from django.db import transaction

from slm.models import Clock
from slm.services.deriving import derive_stored

BATCH = 500


def sweep_clocks(*, at: datetime, batch: int = BATCH) -> int:
    """
    Record every threshold crossed by `at`, and return how many.

    In batches, each a transaction that claims clocks nobody else has: any number of
    sweeps may run at once, and one that is killed leaves its batch to the next. The
    cost grows with the thresholds crossed, not with the clocks that are open.
    """
    crossed = 0
    while (found := _sweep_batch(at, batch)) is not None:
        crossed += found
    return crossed


@transaction.atomic
def _sweep_batch(at: datetime, batch: int) -> int | None:
    clocks = list(Clock.objects.due(at).select_for_update(skip_locked=True)[:batch])
    return derive_stored(clocks, at=at) if clocks else None
