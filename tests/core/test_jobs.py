"""Long work: done once, revived when its worker dies, and never lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core.jobs import JobKind, register_job, revive_jobs, run_job, start_job, start_with
from core.models import Event, Job, JobState
from core.system_users import system_user

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
