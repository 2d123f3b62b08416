"""Long work: started by a person, done by a worker, with its progress shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from core.events import record_event
from core.models import Item, Job, JobState, User

log = structlog.get_logger()

# A worker that has said nothing for so long is taken to be dead.
SILENCE = timedelta(minutes=2)


# So often a worker is heard even if its handler has nothing to tell.
BEAT = SILENCE.total_seconds() / 4


class AlreadyDone(Exception):
    """Raised when another worker has stored the result of the job meanwhile."""


class Progress:
    """What a handler tells of its progress; each word is committed at once."""

    def __init__(self, job: Job, clock: Callable[[], datetime]) -> None:
        self._job = job
        self._clock = clock

    def __call__(self, done: int, total: int, message: str = "") -> None:
        Job.objects.filter(pk=self._job.pk).update(
            done=done, total=total, message=message[:250], heard_at=self._clock()
        )

    def keep(self, item: Item) -> None:
        """
        Note what came out of the job, in the transaction that stores it.

        So a job that is done twice, because its worker died or was thought dead,
        leaves one result.

        :raises AlreadyDone: if there is a result; the transaction must fail with it
        """
        # Whoever comes second waits here for the first.
        job = Job.objects.select_for_update(no_key=True).get(pk=self._job.pk)
        if job.result_id is not None:
            raise AlreadyDone
        Job.objects.filter(pk=job.pk).update(result=item)


@contextmanager
def _heard(job: Job, clock: Callable[[], datetime]) -> Iterator[None]:
    """Let others hear that the job is being done, whatever its handler does."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            Job.objects.filter(pk=job.pk).update(heard_at=clock())
            connection.close()

    # It must not keep a worker from stopping.
    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


Handler = Callable[[dict[str, Any], User, Progress, datetime], Item | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """
    A kind of long work.

    `handle(arguments, owner, progress, at)` does it, outside any transaction, and
    answers the item that came out of it. It may be run twice, even side by side: what
    it stores it names by `progress.keep` in the same transaction.
    """

    key: str
    handle: Handler


_kinds: dict[str, JobKind] = {}
_starters: list[Callable[[int], object]] = []


def register_job(kind: JobKind) -> None:
    """Make a kind of long work known; in an app's `jobs.py`."""
    _kinds[kind.key] = kind


def start_with(starter: Callable[[int], object]) -> None:
    """Name what hands a job to a worker after the commit."""
    _starters[:] = [starter]


@transaction.atomic
def start_job(
    kind: str, arguments: dict[str, Any], *, actor: User, at: datetime
) -> Job:
    """
    Queue long work for a worker and return the job, whose page shows its progress.

    The caller has checked that the actor may have it done.
    """
    job = Job.objects.create(
        kind=_kinds[kind].key,
        arguments=arguments,
        owner=actor,
        created_at=at,
        heard_at=at,
    )
    for starter in _starters:
        transaction.on_commit(partial(starter, job.pk), robust=True)
    return job


def run_job(*, job_id: int, clock: Callable[[], datetime]) -> Job | None:
    """
    Do a queued job, or one whose worker has fallen silent; leave others alone.

    What the handler raises ends the job as failed, with words for its owner if the
    error was made for people, and in the log if not.
    """
    job = _claim(job_id, clock())
    if job is None:
        return None
    if job.result is not None:
        # The worker before died between the result and the end.
        return _finish(job, JobState.DONE, "", job.result, clock())
    try:
        with _heard(job, clock):
            item = _kinds[job.kind].handle(
                job.arguments, job.owner, Progress(job, clock), clock()
            )
    except AlreadyDone:
        return None
    except (ValidationError, PermissionDenied) as error:
        words = getattr(error, "messages", None) or [str(error)]
        return _finish(job, JobState.FAILED, " ".join(words), None, clock())
    except Exception:
        # A fault must end the job visibly; a worker that is stopped must not.
        log.exception("job_failed", job=job.pk, kind=job.kind)
        _finish(job, JobState.FAILED, "", None, clock())
        raise
    return _finish(job, JobState.DONE, "", item, clock())


def _claim(job_id: int, at: datetime) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update(no_key=True).filter(pk=job_id).first()
        if job is None or job.finished_at:
            return None
        if job.state == JobState.RUNNING and at - job.heard_at < SILENCE:
            return None
        job.state, job.heard_at = JobState.RUNNING, at
        job.save(update_fields=["state", "heard_at"])
        return job


def _finish(
    job: Job, state: JobState, message: str, result: Item | None, at: datetime
) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        if job.finished_at or (result is None and job.result_id):
            # Another worker has ended it, or will: it has the result.
            return None
        job.state, job.result, job.finished_at, job.heard_at = state, result, at, at
        # What went well leaves its last word.
        job.message = message[:250] or job.message * (state == JobState.DONE)
        job.save()
        record_event(
            "job.finished",
            item=result,
            actor=job.owner,
            at=at,
            facts={"job": job.pk, "kind": job.kind, "state": str(state)},
        )
    return job


def revive_jobs(*, at: datetime) -> int:
    """Hand jobs that nobody seems to be doing to a worker again; return how many."""
    silent = Job.objects.unfinished().filter(heard_at__lt=at - SILENCE)
    jobs = list(silent.values_list("pk", flat=True))
    for job_id in jobs:
        for starter in _starters:
            starter(job_id)
    return len(jobs)
