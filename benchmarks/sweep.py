"""
What a sweep costs: nothing is due, some are due, and two at once with one killed.

Counts, not times: an idle sweep is one index scan of at most ten buffers at a thousand
open clocks as at a million; a batch of five takes as many statements as one of 500;
5,000 clocks that are due give each threshold exactly once. SWEEP_CLOCKS sets another
number than a million.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sms.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.load import analyze, load_copies
from benchmarks.setting import Setting
from benchmarks.sweepers import kill_in_mid_batch, sweep_together
from slm.models import Clock, Crossing
from slm.services import sweep_clocks

FEW = 1_000
MANY = int(os.environ.get("SWEEP_CLOCKS", "1_000_000"))
DUE = 5_000
CLAIMED_BUFFERS = 10
SECOND = timedelta(seconds=1)


def explain_idle(at: datetime) -> tuple[int, list[str]]:
    """Return the buffers and the scans of looking for clocks that are due."""
    due = Clock.objects.due(at).select_for_update(skip_locked=True)[:500]
    with transaction.atomic(), connection.cursor() as cursor:
        sql, values = due.query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], scans_of(plan)


def scans_of(plan: dict[str, Any]) -> list[str]:
    """Return the scans in a plan, each with its index."""
    own = [f"{plan['Node Type']} {plan.get('Index Name', '')}".strip()]
    inner = [scan for child in plan.get("Plans", []) for scan in scans_of(child)]
    return [scan for scan in own if "Scan" in scan] + inner


def statements(at: datetime, batch: int) -> int:
    """Return how many statements one batch of that many takes; nothing is kept."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        due = list(Clock.objects.due(at)[:batch])
        until = due[-1].next_threshold_at
        # Only these are due, so that it is one batch and a look that finds nothing.
        Clock.objects.due(at).exclude(pk__in=[c.pk for c in due]).update(
            next_threshold_at=None
        )
        before = len(captured)
        sweep_clocks(at=until or at, batch=batch)
        count = len(captured) - before
        transaction.set_rollback(True)
    return count


def main() -> int:
    setting = Setting()
    now = datetime.now(UTC).replace(microsecond=0)
    template = setting.open(now)
    results = []
    loaded = 1
    for wanted in (FEW, MANY):
        load_copies(template.pk, wanted - loaded, step=timedelta(0))
        loaded = wanted
        analyze()
        explain_idle(now)
        buffers, scans = explain_idle(now)
        opened = Clock.objects.open().count()
        print(f"nothing due, {opened:,} open clocks: {buffers} buffers, {scans}")
        results.append(buffers <= CLAIMED_BUFFERS and len(scans) == 1)

    late = setting.open(now - timedelta(days=2), "Due long since")
    load_copies(late.pk, DUE - 1, step=SECOND)
    analyze()
    few, many = statements(now, 5), statements(now, 500)
    print(f"statements of a batch of 5: {few}, of 500: {many}")
    results.append(few == many)

    kill_in_mid_batch(now, 500)
    left = Crossing.objects.count()
    shared = sweep_together(now, 100)
    found = Crossing.objects.count()
    again = sweep_clocks(at=now)
    print(
        f"{DUE:,} due, one sweep killed in mid-batch (left {left} rows), then two at"
        f" once ({' + '.join(f'{one:,}' for one in shared)}): {found:,} threshold rows"
        f" of {DUE * 3:,}, another sweep adds {again}"
    )
    results.append(left == 0 and found == DUE * 3 and again == 0)
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
