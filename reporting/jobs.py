"""Reports and packs as long work, for a worker."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from calendars.models import check_days
from catalogue.models import Service
from core.evidence import Period
from core.jobs import JobKind, Progress, register_job, start_job
from core.models import Item, Job, User
from core.periods import days
from reporting.choices import SET_OF_REPORTS
from reporting.models import EvidencePack
from reporting.selectors import customers_due_reports, is_being_issued
from reporting.services import (
    check_pack,
    check_report,
    issue_report,
    issue_set_of_reports,
    make_pack,
)
from reporting.services.verifying import NotAPack, verify_pack

REPORT = "service_report"
PACK = "evidence_pack"
CHECK = "evidence_check"
# So many altered records are named on the page of a check.
MOST_NAMED = 10


def ask_for_report(
    *,
    customer: Organisation,
    service: Service | None = None,
    month: date,
    reason: str = "",
    actor: User,
    at: datetime,
) -> Job:
    """
    Have a worker issue the report of a month.

    :raises PermissionDenied: if the actor may not issue reports
    :raises ValidationError: if the month is not over, or a revision has no reason
    """
    check_report(
        customer=customer,
        service=service,
        month=month,
        reason=reason,
        actor=actor,
        at=at,
    )
    arguments = {
        "customer": customer.pk,
        "service": service.pk if service else None,
        "month": month.isoformat(),
        "reason": reason,
    }
    return start_job(REPORT, arguments, actor=actor, at=at)


def issue(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item:
    progress(0, 1)
    customer = Organisation.objects.visible_to(owner).get(pk=arguments["customer"])
    service = arguments.get("service")
    with transaction.atomic():
        report = issue_report(
            customer=customer,
            service=Service.objects.visible_to(owner).get(pk=service)
            if service
            else None,
            month=date.fromisoformat(arguments["month"]),
            reason=arguments.get("reason", ""),
            actor=owner,
            at=at,
        )
        progress.keep(report.item)
    progress(1, 1)
    return report.item


register_job(JobKind(REPORT, issue))


def ask_for_sets(*, month: date, actor: User, at: datetime) -> list[Job]:
    """
    Have a worker issue to each customer the reports of the month that it still lacks.

    Each customer's is a work of its own: one that fails keeps no other waiting, and
    is tried again when this is next called. What is under way is not begun again.

    :raises PermissionDenied: if the actor may not issue reports
    """
    if not actor.has_perm("reporting.issue_report"):
        raise PermissionDenied
    return [
        start_job(
            SET_OF_REPORTS,
            {"customer": customer.pk, "month": month.isoformat()},
            actor=actor,
            at=at,
        )
        for customer in customers_due_reports(month)
        if not is_being_issued(customer, month)
    ]


def issue_set(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item | None:
    customer = Organisation.objects.visible_to(owner).get(pk=arguments["customer"])
    issued = issue_set_of_reports(
        customer=customer,
        month=date.fromisoformat(arguments["month"]),
        actor=owner,
        at=at,
        tell=progress,
    )
    # The last one is of all services: the first page to open.
    return issued[-1].item if issued else None


register_job(JobKind(SET_OF_REPORTS, issue_set))


def ask_for_pack(
    *,
    clauses: Sequence[str],
    first_day: date,
    last_day: date,
    prepared_for: str,
    actor: User,
    at: datetime,
) -> Job:
    """
    Have a worker collect the evidence of these days, the last one included.

    :raises PermissionDenied: if the actor may not make packs
    :raises ValidationError: if a clause is unknown, or the days are no period
    """
    check_days(first_day=first_day, last_day=last_day)
    period = days(first_day, last_day)
    about: dict[str, Any] = {"clauses": clauses, "prepared_for": prepared_for}
    check_pack(**about, period=period, actor=actor, at=at)
    span = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    return start_job(PACK, {**about, **span}, actor=actor, at=at)


def ask_for_check(*, pack: EvidencePack, actor: User, at: datetime) -> Job:
    """
    Have a worker compare the records behind a pack with what is stored today.

    :raises PermissionDenied: if the actor may not see packs
    """
    if not actor.has_perm("reporting.view_evidencepack"):
        raise PermissionDenied
    return start_job(CHECK, {"pack": pack.pk}, actor=actor, at=at)


def check(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> None:
    """
    Verify the pack's file and records, and say how many hold.

    :raises ValidationError: naming what was altered
    """
    pack = EvidencePack.objects.visible_to(owner).get(pk=arguments["pack"])
    try:
        with pack.pdf.open() as file:
            lines = list(verify_pack(file.read()))
    except (NotAPack, FileNotFoundError) as error:
        raise ValidationError(_("Altered: %s") % pack.number) from error
    if altered := [line.number for line in lines if line.is_altered]:
        raise ValidationError(_("Altered: %s") % named_shortly(altered))
    said = _("%(number)s: all of %(count)d hold; nothing was altered.")
    progress(1, 1, said % {"number": pack.number, "count": len(lines)})


def named_shortly(numbers: Sequence[str]) -> str:
    """Name the first of them, and say how many more there are: nothing is cut silently."""
    named, more = ", ".join(numbers[:MOST_NAMED]), len(numbers) - MOST_NAMED
    if more <= 0:
        return named
    words = _("%(named)s and %(count)d more; the command names them all")
    return words % {"named": named, "count": more}


register_job(JobKind(CHECK, check))


def collect(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item:
    start, end = (datetime.fromisoformat(arguments[name]) for name in ("start", "end"))
    pack = make_pack(
        clauses=arguments["clauses"],
        period=Period(start, end),
        prepared_for=arguments["prepared_for"],
        actor=owner,
        at=at,
        tell=progress,
        keep=progress.keep,
    )
    return pack.item


register_job(JobKind(PACK, collect))
