"""A rebuild starts from events and agreements, names what differs, and repairs it."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.load import load_copies
from slm.models import Clock, Point
from slm.services import check_clocks, rebuild_clocks
from tests.slm.acts import HOUR, TEN, clock_of, pend, resolve

pytestmark = pytest.mark.django_db
NOW = TEN + 2 * HOUR


@pytest.fixture
def corrupted(incident, agent):
    """One value of the cache and one row of the ledger are not what was written."""
    pend(incident, agent, TEN + HOUR)
    clock = clock_of(incident)
    Clock.objects.filter(pk=clock.pk).update(elapsed_seconds=7)
    alter(f"UPDATE slm_point SET mode = 'running' WHERE clock_id = {clock.pk}")
    return clock


def alter(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def found(at=NOW) -> set[str]:
    return {difference.where for difference in check_clocks(at=at)}


def test_the_command_names_both_with_the_record_and_fails(corrupted):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_clocks", check=True, stdout=out, stderr=io.StringIO())

    said = out.getvalue()
    assert f"record {corrupted.record_id}, sla resolution: ledger point" in said
    assert "elapsed_seconds is 7, should be" in said


def test_checking_changes_nothing(corrupted):
    before = Point.objects.count()
    found()

    corrupted.refresh_from_db()
    assert (corrupted.elapsed_seconds, Point.objects.count()) == (7, before)


def test_rebuilding_repairs_both_and_keeps_the_false_row(corrupted):
    before = Point.objects.count()
    assert rebuild_clocks(at=NOW) == 1

    assert found() == set()
    assert Point.objects.count() > before
    corrupted.refresh_from_db()
    assert (corrupted.mode, corrupted.elapsed_seconds) == ("paused", 3600)


def test_rebuilding_twice_appends_nothing_more(corrupted):
    rebuild_clocks(at=NOW)
    before = Point.objects.count()

    assert rebuild_clocks(at=NOW) == 0
    assert Point.objects.count() == before


def test_a_row_too_many_is_superseded_once(incident):
    clock = clock_of(incident)
    first = Point.objects.get(clock=clock)
    Point.objects.create(
        clock=clock, seq=2, at=TEN + HOUR, mode="stopped", budget=first.budget,
        budget_seconds=first.budget_seconds, event=first.event,
    )  # fmt: skip
    assert found() >= {"ledger point 2"}
    rebuild_clocks(at=NOW)

    assert found() == set()
    assert rebuild_clocks(at=NOW) == 0


def test_a_clock_that_is_missing_is_named_and_made(incident):
    alter("DELETE FROM slm_point")
    alter("DELETE FROM slm_clock")
    assert found() == {"the ledger"}
    rebuild_clocks(at=NOW)

    assert found() == set()


@pytest.mark.parametrize("field", ["next_threshold_at", "due_at", "late_from"])
def test_every_instant_in_the_cache_is_compared(incident, field):
    Clock.objects.update(**{field: TEN + 90 * HOUR})

    assert found() == {field}


def test_a_crossing_that_was_deleted_is_named(incident, agent):
    resolve(incident, agent, TEN + 9 * HOUR)
    alter("DELETE FROM slm_crossing WHERE percent = 75")

    assert [w.split(" of ")[0] for w in found(TEN + 12 * HOUR)] == ["threshold 75 %"]


def test_checking_many_takes_as_many_statements_as_checking_few(incident):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert list(check_clocks(at=NOW)) == []
        return len(captured)

    few = statements()
    load_copies(incident.pk, 100, step=timedelta(seconds=1))

    assert statements() == few


def test_it_says_how_far_it_is(incident):
    err = io.StringIO()
    call_command("rebuild_clocks", stdout=io.StringIO(), stderr=err)

    assert "1 records" in err.getvalue()
