"""Replays, and counting what a decision would change, as long work for a worker."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from calendars.models import Calendar, CalendarVersion
from core.jobs import JobKind, Progress, register_job, start_job
from core.lifecycle import TransitionNotAllowed
from core.models import Item, Job, User
from slm.models import AgreementVersion
from slm.selectors import Substitution
from slm.services import check_what_if, replay_what_if
from slm.services.counting import count_effect, decision_to_count

WHAT_IF = "what_if"
EFFECT = "effect"


def ask_what_if(
    *,
    version: AgreementVersion,
    first_on: date,
    last_on: date,
    calendar: Calendar | None = None,
    percent: int = 100,
    calendar_version: CalendarVersion | None = None,
    actor: User,
    at: datetime,
) -> Job:
    """
    Have a worker replay a period by the terms of a version; raises as `check_what_if`.

    See `Substitution` for what may stand in place of what the version says.
    """
    hours = calendar.pk if calendar else None
    terms = Substitution(version, hours, percent, calendar_version)
    check_what_if(terms=terms, first_on=first_on, last_on=last_on, actor=actor, at=at)
    arguments = {
        "version": version.pk,
        "calendar": hours,
        "calendar_version": calendar_version.pk if calendar_version else None,
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
    drafted = CalendarVersion.objects.filter(pk=arguments["calendar_version"])
    terms = Substitution(
        version,
        arguments["calendar"],
        arguments["percent"],
        drafted.select_related("calendar").first(),
    )
    made = replay_what_if(
        terms=terms,
        first_on=date.fromisoformat(arguments["first_on"]),
        last_on=date.fromisoformat(arguments["last_on"]),
        keep=progress.keep,
        tell=progress,
        actor=owner,
        at=at,
    )
    return made.item


def ask_effect(*, kind: str, number: str, actor: User, at: datetime) -> Job:
    """Have a worker count what a decision would change; raises as `decision_to_count`."""
    decision_to_count(kind=kind, number=number, actor=actor)
    return start_job(EFFECT, {"kind": kind, "number": number}, actor=actor, at=at)


def answer_effect(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item:
    try:
        return count_effect(
            **arguments, keep=progress.keep, tell=progress, actor=owner, at=at
        )
    except TransitionNotAllowed as error:
        # Decided meanwhile: the owner is told so, and nothing is wrong with the worker.
        raise ValidationError(str(error)) from error


register_job(JobKind(WHAT_IF, answer_what_if))
register_job(JobKind(EFFECT, answer_effect))
