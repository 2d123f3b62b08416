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
from reporting.models import EvidencePack
from reporting.services import check_pack, check_report, issue_report, make_pack
from reporting.services.verifying import NotAPack, verify_pack

REPORT = "service_report"
PACK = "evidence_pack"
CHECK = "evidence_check"


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
        raise ValidationError(_("Altered: %s") % ", ".join(altered))
    said = _("%(number)s: all of %(count)d hold; nothing was altered.")
    progress(1, 1, said % {"number": pack.number, "count": len(lines)})


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
