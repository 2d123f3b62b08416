"""Checking the audit trail as long work, asked for in the browser."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from core.jobs import JobKind, Progress, register_job, start_job
from core.models import Job, User
from core.selectors import audit_trail

TRAIL_CHECK = "trail_check"


def ask_for_trail_check(*, head: str = "", actor: User, at: datetime) -> Job:
    """
    Have a worker recompute the chain, and look for a head that was printed earlier.

    :raises PermissionDenied: if the actor may not see the trail
    """
    if not actor.has_perm("core.view_event"):
        raise PermissionDenied
    return start_job(TRAIL_CHECK, {"head": head.strip()}, actor=actor, at=at)


def check(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> None:
    """
    Recompute the chain and say how many links hold.

    :raises ValidationError: naming the first link that does not
    """
    report = audit_trail(expected_head=arguments["head"])
    if not report.is_intact:
        words = {"link": report.broken_at, "reason": report.reason}
        raise ValidationError(_("Broken at link %(link)s: %(reason)s.") % words)
    words = {"links": report.links, "unsealed": report.unsealed}
    said = _("%(links)s links hold, %(unsealed)s events wait for their seal.") % words
    progress(1, 1, said)


register_job(JobKind(TRAIL_CHECK, check))
