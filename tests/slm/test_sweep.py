"""The sweep: each threshold exactly once, whatever happens to whom."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.load import load_copies
from benchmarks.sweep import explain_idle
from benchmarks.sweepers import kill_in_mid_batch, sweep_together, wait_until, waiting
from core.models import Event, Outbox
from slm.choices import Verdict
from slm.models import Clock, Crossing
from slm.services import check_clocks, sweep_clocks
from sms.celery import app
from tests.slm.acts import HOUR, TEN, clock_of, resolve

MANY = 300
LATE = TEN + 30 * HOUR


@pytest.fixture
def many(incident):
    """Three hundred clocks, opened one second after the other."""
    load_copies(incident.pk, MANY - 1, step=timedelta(seconds=1))
    # The first copy is opened together with the incident.
    return incident


def crossed() -> list[tuple[int, int]]:
    return list(Crossing.objects.values_list("clock", "percent").order_by("id"))


def is_once_each() -> bool:
    rows = crossed()
    return len(rows) == MANY * 3 == len(set(rows))


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_and_one_killed_in_mid_batch_give_each_threshold_once(many):
    kill_in_mid_batch(LATE, 40)
    assert crossed() == []
    assert Event.objects.named("slm.threshold_crossed").count() == 0

    shared = sweep_together(LATE, 20)

    assert sum(shared) == MANY * 3
    assert is_once_each()
    assert sweep_clocks(at=LATE) == 0


@pytest.mark.django_db(transaction=True)
def test_every_crossing_has_one_event_and_one_entry_in_the_outbox(many):
    sweep_clocks(at=LATE, batch=70)

    events = Event.objects.named("slm.threshold_crossed")
    assert events.count() == Outbox.objects.filter(event__in=events).count() == MANY * 3


@pytest.mark.django_db
def test_after_a_day_of_downtime_the_instants_are_the_true_ones(many):
    sweep_clocks(at=TEN + 24 * HOUR)

    for clock in Clock.objects.all():
        instants = clock.crossings.order_by("percent").values_list("crossed_at")
        start = clock.started_at
        assert [at - start for (at,) in instants] == [
            4 * HOUR,
            6 * HOUR,
            8 * HOUR + timedelta(seconds=1),
        ]


@pytest.mark.django_db
def test_a_batch_of_five_takes_as_many_statements_as_one_of_all(many):
    def statements(size: int) -> int:
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            chosen = Clock.objects.order_by("pk").values("pk")[:size]
            Clock.objects.exclude(pk__in=chosen).update(next_threshold_at=None)
            before = len(captured)
            sweep_clocks(at=LATE, batch=MANY)
            assert Crossing.objects.count() == size * 3
            transaction.set_rollback(True)
            return len(captured) - before

    assert statements(5) == statements(MANY)


@pytest.mark.django_db(transaction=True)
def test_with_nothing_due_it_is_one_probe_of_an_index(many):
    with connection.cursor() as cursor:
        # Entries left in the index by tests that were rolled back would be read too.
        cursor.execute("VACUUM ANALYZE slm_clock")

    buffers, scans = explain_idle(TEN)

    assert scans == ["Index Scan slm_clock_sweep"]
    assert buffers <= 10


@pytest.mark.django_db
def test_it_touches_no_record(many):
    with CaptureQueriesContext(connection) as captured:
        sweep_clocks(at=LATE)

    touched = [query["sql"] for query in captured if '"records_record"' in query["sql"]]
    assert touched == []


@pytest.mark.django_db(transaction=True)
def test_an_agent_resolves_while_the_sweep_runs(incident, agent):
    """Whoever comes second waits for the clock, and there is exactly one verdict."""
    failures: list[BaseException] = []

    def act() -> None:
        try:
            resolve(incident, agent, TEN + 9 * HOUR)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        sweep_clocks(at=TEN + 9 * HOUR)
        thread.start()
        wait_until(lambda: waiting() == 1)
    thread.join()
    close_old_connections()

    assert failures == []
    clock = clock_of(incident)
    assert (clock.verdict, clock.mode) == (Verdict.BREACHED, "stopped")
    assert clock.crossings.filter(percent=100).count() == 1
    assert list(check_clocks(at=TEN + 10 * HOUR)) == []


@pytest.mark.django_db(transaction=True)
def test_the_sweep_passes_by_a_clock_that_an_agent_is_just_stopping(incident, agent):
    with transaction.atomic():
        resolve(incident, agent, TEN + 7 * HOUR)
        assert sweep_together(LATE, 100, count=1) == [0]

    clock = clock_of(incident)
    assert clock.verdict == Verdict.MET
    assert not clock.crossings.filter(percent=100).exists()
    assert sweep_clocks(at=LATE) == 0


def test_it_is_swept_every_minute_on_a_queue_of_its_own(settings):
    entry = app.conf.beat_schedule["sweep-clocks"]

    assert (entry["task"], entry["schedule"]) == ("slm.tasks.sweep_clocks", 60.0)
    assert settings.CELERY_TASK_ROUTES["slm.tasks.*"] == {"queue": "clocks"}
