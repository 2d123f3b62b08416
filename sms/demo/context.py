"""What pages show of a demonstration: its sign-ins, and how far its making is."""

import time

from django.http import HttpRequest

from core.models import Job, JobState
from sms.demo import world
from sms.demo.seeding import latest_job
from sms.demo.sign_ins import sign_ins_path

# How long a process believes what it last saw.
BELIEVED = 3.0


class Demonstration:
    """Asked by templates; costs nothing where there is no demonstration."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    password = world.PASSWORD

    @property
    def is_on(self) -> bool:
        return sign_ins_path().exists()

    @property
    def sign_ins(self) -> list[tuple[str, str]]:
        """Address and role of each demonstration sign-in."""
        return [(m.email, str(m.role.label)) for m in world.PEOPLE if m.sign_in]

    @property
    def unfinished(self) -> Job | None:
        """The making of it, while it goes on, for those who are signed in."""
        if not getattr(self._request, "user", None) or self._request.user.is_anonymous:
            return None
        return unfinished_job() if self.is_on else None


_seen: tuple[float, Job | None] = (0.0, None)


def unfinished_job() -> Job | None:
    """Return the making of the demonstration while it goes on; asks now and then."""
    global _seen
    seen_at, job = _seen
    is_over = job is not None and job.state == JobState.DONE
    if not is_over and time.monotonic() - seen_at > BELIEVED:
        job = latest_job()
        _seen = (time.monotonic(), job)
    return job if job and job.finished_at is None else None


def demonstration(request: HttpRequest) -> dict[str, Demonstration]:
    """Give every page what it may show of the demonstration."""
    return {"demonstration": Demonstration(request)}
