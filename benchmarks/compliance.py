"""
What closing a month, the dashboard and a replay cost.

Counts and ratios: 500 agreements over a million closed clocks are closed in as many
statements as five over a few; the dashboard reads no more buffers at a million closed
clocks than at ten thousand, as those of the months that it shows are as many; a replay
takes as many statements for each batch, whatever lies in it, and tells how far it is.
COMPLIANCE_CLOCKS, COMPLIANCE_AGREEMENTS and REPLAY_RECORDS set other numbers.
"""

import os
import sys
import time
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
from benchmarks.setting import LONG_AGO, Setting
from core.periods import first_of, month, shift
from incidents.services import resolve_incident
from reporting.selectors import DashboardScope, dashboard
from slm.models import Agreement, AgreementVersion, Clock
from slm.selectors import Substitution, replay
from slm.services import close_period

CLOCKS = int(os.environ.get("COMPLIANCE_CLOCKS", "1_000_000"))
AGREEMENTS = int(os.environ.get("COMPLIANCE_AGREEMENTS", "500"))
RECORDS = int(os.environ.get("REPLAY_RECORDS", "100_000"))
FEW = 10_000
HOUR = timedelta(hours=1)


def solved(setting: Setting, at: datetime, title: str = "Solved") -> Any:
    """Open an incident and solve it an hour later."""
    incident = setting.open(at, title)
    return resolve_incident(
        number=incident.number,
        resolution="x",
        close_code="solved",
        actor=setting.actor,
        at=at + HOUR,
    )


def spread(settings: list[Setting]) -> None:
    """Let the copied clocks be of all agreements in turn."""
    budgets = [
        one.customer.agreements.get().versions.get().targets.get().budgets.get().pk
        for one in settings
    ]
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE slm_clock SET budget_id = (%s::bigint[])[1 + id %% %s]",
            [budgets, len(budgets)],
        )


def closing(actor: Any, first: Any, at: datetime) -> tuple[int, int, float]:
    """Close a month; return statements, results and seconds. Nothing is kept."""
    begin = time.perf_counter()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        results = len(close_period(month=first, actor=actor, at=at))
        transaction.set_rollback(True)
    return len(captured), results, time.perf_counter() - begin


def dashboard_buffers(reader: Any, first: Any, at: datetime) -> int:
    """Return the buffers that the statements of a dashboard touch, when warm."""
    for _one in range(2):
        with CaptureQueriesContext(connection) as captured:
            dashboard(DashboardScope(), month=first, reader=reader, at=at)
    total = 0
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if not query["sql"].startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0][0]["Plan"]
            total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return total


def replaying(setting: Setting, first: Any) -> tuple[int, int, float, int]:
    """Replay a month; return records, statements, seconds and words of progress."""
    version = AgreementVersion.objects.get(agreement__customer=setting.customer)
    heard: list[int] = []
    begin = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        found = replay(
            Substitution(version, percent=50),
            month(first),
            tell=lambda done, total: heard.append(done),
        )
    return found.records, len(captured), time.perf_counter() - begin, len(heard)


def main() -> int:
    now = datetime.now(UTC).replace(microsecond=0)
    last = shift(first_of(now), -1)
    begin = month(last).start + HOUR
    results = []

    first = Setting()
    few = [first, *(Setting(f"Few {place}") for place in range(4))]
    template = solved(first, begin)
    load_copies(
        template.pk, FEW // 10, step=timedelta(seconds=60), without=("core_event",)
    )
    old = solved(first, LONG_AGO + timedelta(days=9), "Long ago")
    load_copies(old.pk, FEW - FEW // 10, step=timedelta(seconds=1))
    spread(few)
    analyze()
    buffers = dashboard_buffers(first.actor, last, now)
    statements, closed, seconds = closing(first.actor, last, now)
    print(
        f"{Clock.objects.count():,} closed clocks: dashboard {buffers:,} buffers;"
        f" month of {closed} agreements: {statements} statements, {seconds:.1f} s"
    )

    # More of long ago: the months that are shown have as many as before.
    load_copies(old.pk, CLOCKS - FEW, step=timedelta(seconds=1), start=HOUR)
    analyze()
    many_buffers = dashboard_buffers(first.actor, last, now)
    print(
        f"{Clock.objects.count():,} closed clocks: dashboard {many_buffers:,} buffers"
    )
    results.append(many_buffers <= buffers * 1.1)

    many = [*few, *(Setting(f"Many {n}") for n in range(AGREEMENTS - len(few)))]
    shorten = (month(last).end - begin - 2 * HOUR) / CLOCKS
    load_copies(template.pk, CLOCKS, step=shorten, without=("core_event",))
    spread(many)
    analyze()
    many_statements, closed, seconds = closing(first.actor, last, now)
    counted = Clock.objects.decided_within(month(last)).count()
    print(
        f"month of {closed} agreements, {counted:,} clocks decided in it:"
        f" {many_statements} statements, {seconds:.1f} s"
    )
    results.append(many_statements == statements and closed == AGREEMENTS)

    for wanted in (RECORDS // 10, RECORDS):
        other = Setting(f"Replayed {wanted}")
        one = solved(other, begin, "Replayed")
        step = (month(last).end - begin - 2 * HOUR) / wanted
        load_copies(one.pk, wanted - 1, step=step)
        analyze()
        records, asked, seconds, heard = replaying(other, last)
        each = asked / max(heard - 1, 1)
        print(
            f"replay of {records:,} records: {asked} statements, {each:.1f} for each"
            f" batch, {seconds:.1f} s, told {heard} times how far it is"
        )
        results.append(records == wanted and heard > 2)
    assert Agreement.objects.exists()
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
