"""Replays as long work, for a worker."""

from datetime import date, datetime
from typing import Any

from calendars.models import Calendar
from core.jobs import JobKind, Progress, register_job, start_job
from core.models import Item, Job, User
from slm.models import AgreementVersion
from slm.selectors import Substitution
from slm.services import check_what_if, replay_what_if

WHAT_IF = "what_if"


def ask_what_if(
    *,
    version: AgreementVersion,
    first_on: date,
    last_on: date,
    calendar: Calendar | None = None,
    percent: int = 100,
    actor: User,
    at: datetime,
) -> Job:
    """
    Have a worker replay a period by the terms of a version.

    :raises PermissionDenied: if the actor may not manage the agreement
    :raises ValidationError: if the days are no period of the past, or the share is none
    """
    check_what_if(
        agreement=version.agreement,
        first_on=first_on,
        last_on=last_on,
        percent=percent,
        actor=actor,
        at=at,
    )
    arguments = {
        "version": version.pk,
        "calendar": calendar.pk if calendar else None,
        "percent": percent,
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat(),
    }
    return start_job(WHAT_IF, arguments, actor=actor, at=at)


def answer_what_if(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item:
    versions = AgreementVersion.objects.visible_to(owner)
    version = versions.select_related("agreement").get(pk=arguments["version"])
    made = replay_what_if(
        terms=Substitution(version, arguments["calendar"], arguments["percent"]),
        first_on=date.fromisoformat(arguments["first_on"]),
        last_on=date.fromisoformat(arguments["last_on"]),
        keep=progress.keep,
        tell=progress,
        actor=owner,
        at=at,
    )
    return made.item


register_job(JobKind(WHAT_IF, answer_what_if))
