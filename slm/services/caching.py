"""What is kept of a clock's derivation, so that lists need not derive it anew."""

from collections.abc import Sequence
from datetime import datetime

from slm.choices import Verdict
from slm.clockwork import Reading
from slm.exclusions import ExclusionRule
from slm.ledger import Mode
from slm.models import Clock
from slm.reducer import Step
from slm.selectors import VERDICTS, Reader, to_instant

CACHED = (
    "budget",
    "budget_seconds",
    "mode",
    "started_at",
    "stopped_at",
    "due_at",
    "late_from",
    "elapsed_seconds",
    "paused_seconds",
    "excluded_seconds",
    "verdict",
    "verdict_at",
    "was_relaxed",
    "next_threshold_at",
)


def refresh(
    clock: Clock,
    steps: Sequence[Step],
    rules: Sequence[ExclusionRule],
    *,
    reader: Reader,
    at: datetime,
) -> Reading:
    """
    Set the cached figures of the clock as they are at that instant; return them all.

    Of an open clock the durations are those up to its last point, which do not
    change by themselves, and the verdict is that of the instant.
    """
    last = steps[-1]
    reading = reader.read(steps, rules, as_of=max(at, last.at))
    clock.budget_id, clock.budget_seconds = last.budget_id, last.budget_seconds
    clock.mode, clock.started_at = last.mode, to_instant(reading.started_at)
    clock.stopped_at = _instant(reading.stopped_at)
    clock.due_at = _instant(reading.due_at)
    clock.late_from = _instant(late_from(reading))
    settled = [
        row
        for row in reading.rows
        if reading.stopped_at or row.point.seq < len(steps) - 1
    ]
    clock.elapsed_seconds = sum(row.counted for row in settled)
    clock.paused_seconds = sum(row.paused for row in settled)
    clock.excluded_seconds = sum(row.excluded for row in settled)
    clock.was_relaxed = reading.is_relaxed
    clock.verdict = VERDICTS[reading.verdict]
    clock.verdict_at = _verdict_at(clock, reading)
    clock.next_threshold_at = _instant(
        min((crossing.at for crossing in reading.upcoming), default=None)
    )
    return reading


def late_from(reading: Reading) -> int | None:
    """Return from when the clock is late, or will be if it runs on."""
    if reading.mode is Mode.VOID:
        return None
    ahead = [crossing for crossing in reading.upcoming if crossing.is_breach]
    if reading.late_from is None and ahead:
        return ahead[0].at
    return reading.late_from


def _verdict_at(clock: Clock, reading: Reading) -> datetime | None:
    if clock.verdict == Verdict.OPEN:
        return None
    if clock.verdict == Verdict.BREACHED:
        return clock.late_from
    return clock.stopped_at


def _instant(second: int | None) -> datetime | None:
    return None if second is None else to_instant(second)


def store(clocks: Sequence[Clock]) -> None:
    """Write the cached figures of locked clocks, in one statement."""
    # An update of many rows by cases takes many times as long as this.
    Clock.objects.bulk_create(
        clocks, update_conflicts=True, update_fields=CACHED, unique_fields=["id"]
    )
