"""Long work: done once, revived when its worker dies, and never lost."""

from datetime import timedelta
from itertools import count
from time import monotonic, sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.jobs import JobKind, register_job, revive_jobs, run_job, start_job, start_with
from core.models import Event, Item, Job, JobState
from core.system_users import ensure_system_user, system_user

pytestmark = pytest.mark.django_db


def count_to_three(arguments, owner, progress, at):
    for done in range(3):
        progress(done + 1, 3, "counting")
    if arguments.get("refuse"):
        raise ValidationError("There is nothing to count.")
    if arguments.get("break"):
        raise ZeroDivisionError
    return


register_job(JobKind("test", count_to_three))


@pytest.fixture
def job(noon) -> Job:
    return start_job("test", {}, actor=system_user("core"), at=noon)


def test_a_job_is_done_and_recorded(job, noon):
    run_job(job_id=job.pk, clock=lambda: noon)

    job.refresh_from_db()
    assert (job.state, job.percent, job.done) == (JobState.DONE, 100, 3)
    assert Event.objects.get(name="job.finished").facts["job"] == job.pk


def test_a_finished_job_is_not_done_again(job, noon):
    run_job(job_id=job.pk, clock=lambda: noon)

    assert run_job(job_id=job.pk, clock=lambda: noon) is None


def test_a_job_that_another_worker_does_is_left_alone(job, noon):
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)

    assert run_job(job_id=job.pk, clock=lambda: noon) is None


def test_a_job_whose_worker_died_is_done_by_another(job, noon, monkeypatch):
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    monkeypatch.setattr("core.jobs._starters", [])
    handed: list[int] = []
    start_with(handed.append)
    later = noon + timedelta(minutes=3)

    assert revive_jobs(at=later) == 1
    assert handed == [job.pk]
    run_job(job_id=job.pk, clock=lambda: later)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_refusal_is_told_to_the_owner(noon):
    job = start_job("test", {"refuse": True}, actor=system_user("core"), at=noon)

    run_job(job_id=job.pk, clock=lambda: noon)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "There is nothing to count.")


def test_a_fault_ends_the_job_and_is_raised(noon):
    job = start_job("test", {"break": True}, actor=system_user("core"), at=noon)

    with pytest.raises(ZeroDivisionError):
        run_job(job_id=job.pk, clock=lambda: noon)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def store(progress) -> Item:
    with transaction.atomic():
        item = Item.objects.create(kind="test", number=f"TST-{next(numbers)}")
        progress.keep(item)
    return item


numbers = count(1)


def store_and_die(arguments, owner, progress, at):
    store(progress)
    raise SystemExit


register_job(JobKind("dying", store_and_die))


def test_a_result_is_not_made_again_if_the_worker_died_before_the_end(noon):
    job = start_job("dying", {}, actor=system_user("core"), at=noon)
    with pytest.raises(SystemExit):
        run_job(job_id=job.pk, clock=lambda: noon)

    run_job(job_id=job.pk, clock=lambda: noon + timedelta(minutes=3))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, Item.objects.get(kind="test"))


def overtaken(arguments, owner, progress, at):
    """Let another worker, who thinks this one dead, do it before this one ends."""
    job = Job.objects.get(kind="overtaken")
    if job.message != "second":
        Job.objects.filter(pk=job.pk).update(message="second")
        run_job(job_id=job.pk, clock=lambda: at + timedelta(minutes=3))
    return store(progress)


register_job(JobKind("overtaken", overtaken))


def test_two_workers_on_one_job_leave_one_result(noon):
    job = start_job("overtaken", {}, actor=system_user("core"), at=noon)

    assert run_job(job_id=job.pk, clock=lambda: noon) is None
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, Item.objects.get(kind="test"))
    assert Event.objects.filter(name="job.finished").count() == 1


def wait_to_be_heard(arguments, owner, progress, at):
    until = monotonic() + 5
    job = Job.objects.get(kind="silent")
    while monotonic() < until and job.heard_at == at:
        sleep(0.01)
        job.refresh_from_db()
    if job.heard_at == at:
        raise ValidationError("Nobody heard it.")


register_job(JobKind("silent", wait_to_be_heard))


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_heard_while_its_handler_says_nothing(noon, monkeypatch):
    monkeypatch.setattr("core.jobs.BEAT", 0.05)
    job = start_job("silent", {}, actor=ensure_system_user("core"), at=noon)
    ticks = count()

    run_job(job_id=job.pk, clock=lambda: noon + timedelta(seconds=next(ticks)))
    job.refresh_from_db()
    assert job.state == JobState.DONE
