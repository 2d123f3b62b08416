"""
What closing a month, the dashboard and a replay cost.

Counts and ratios: 500 agreements over a million closed clocks are closed in as many
statements as five over a few; the dashboard reads no more buffers at a million closed
clocks than at ten thousand, as those of the months that it shows are as many; a replay
takes as many statements for each batch, whatever lies in it, and tells how far it is:
over copies of one incident, and of REPLAY_LIVES that each lived otherwise.
COMPLIANCE_CLOCKS, COMPLIANCE_AGREEMENTS and REPLAY_RECORDS set other numbers.
"""

import os
import random
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

from benchmarks.lives import live
from benchmarks.load import analyze, load_copies
from benchmarks.setting import LONG_AGO, Setting
from core.periods import first_of, month, shift
from incidents.services import resolve_incident
from reporting.selectors import DashboardScope, dashboard
from slm.models import AgreementVersion, Clock
from slm.selectors import Reader, Substitution, replay
from slm.services import close_period

CLOCKS = int(os.environ.get("COMPLIANCE_CLOCKS", "1_000_000"))
AGREEMENTS = int(os.environ.get("COMPLIANCE_AGREEMENTS", "500"))
RECORDS = int(os.environ.get("REPLAY_RECORDS", "100_000"))
LIVES = int(os.environ.get("REPLAY_LIVES", "500"))
FEW = 10_000
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MOST_FOR_EACH = 15
NOT_READ = ("core_event", "slm_point", "records_holding", "records_searchdocument")


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
    # What agreements say is in memory wherever a worker has run for a while.
    Reader()
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


class Measure:
    """Agreements with clocks of last month, and of long ago; what is claimed of them."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.last = shift(first_of(self.now), -1)
        self.begin = month(self.last).start + HOUR
        self.seconds: list[float] = []
        self.few = [Setting(f"Few {place}") for place in range(5)]
        self.reader = self.few[0].actor
        self.template = solved(self.few[0], self.begin)
        self.old = solved(self.few[0], LONG_AGO + timedelta(days=9), "Long ago")
        minute = timedelta(minutes=1)
        load_copies(self.template.pk, FEW // 10, step=minute, without=NOT_READ)
        load_copies(self.old.pk, FEW - FEW // 10, step=SECOND, without=NOT_READ)
        spread(self.few)
        analyze()

    def dashboard(self) -> bool:
        """More of long ago cost nothing: the months shown have as many as before."""
        few = dashboard_buffers(self.reader, self.last, self.now)
        print(f"{Clock.objects.count():,} closed clocks: dashboard {few:,} buffers")
        wanted = CLOCKS - FEW
        load_copies(self.old.pk, wanted, step=SECOND, start=HOUR, without=NOT_READ)
        analyze()
        many = dashboard_buffers(self.reader, self.last, self.now)
        print(f"{Clock.objects.count():,} closed clocks: dashboard {many:,} buffers")
        return many <= few * 1.1

    def closing(self) -> bool:
        few, closed, seconds = closing(self.reader, self.last, self.now)
        print(f"month of {closed} agreements: {few} statements, {seconds:.1f} s")
        more = AGREEMENTS - len(self.few)
        settings = [*self.few, *(Setting(f"Many {place}") for place in range(more))]
        step = (month(self.last).end - self.begin - 2 * HOUR) / CLOCKS
        load_copies(self.template.pk, CLOCKS, step=step, without=NOT_READ)
        spread(settings)
        analyze()
        many, closed, seconds = closing(self.reader, self.last, self.now)
        counted = Clock.objects.decided_within(month(self.last)).count()
        print(
            f"month of {closed} agreements, {counted:,} clocks decided in it:"
            f" {many} statements, {seconds:.1f} s"
        )
        return many == few and closed == AGREEMENTS

    def alike(self, wanted: int) -> bool:
        """Replay copies of one incident that was opened and resolved."""
        other = Setting(f"Alike {wanted}")
        return self._replayed(other, [solved(other, self.begin, "Alike")], wanted)

    def varied(self, wanted: int) -> bool:
        """Replay copies of incidents to each of which something else happened."""
        other, dice = Setting(f"Varied {wanted}"), random.Random(wanted)
        lived = [live(dice, other, self.begin) for _one in range(LIVES)]
        return self._replayed(other, lived, wanted)

    def _replayed(self, other: Setting, originals: list[Any], wanted: int) -> bool:
        copies = wanted // len(originals)
        step = (month(self.last).end - self.begin - 2 * HOUR) / copies
        for one in originals:
            load_copies(one.pk, copies - 1, step=step)
        analyze()
        records, asked, seconds, heard = replaying(other, self.last)
        self.seconds.append(seconds)
        each = asked / max(heard - 1, 1)
        print(
            f"replay of {records:,} records of {len(originals)} lives: {asked}"
            f" statements, {each:.1f} for each batch, {seconds:.1f} s, told {heard}"
            " times how far it is"
        )
        return records == wanted and heard > 1 and each < MOST_FOR_EACH


def main() -> int:
    measure = Measure()
    results = [
        measure.dashboard(),
        measure.closing(),
        measure.alike(RECORDS // 10),
        measure.alike(RECORDS),
        measure.varied(RECORDS),
    ]
    alike, varied = measure.seconds[-2:]
    print(f"varied lives take {varied / alike:.1f} times as long as copies of one")
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
