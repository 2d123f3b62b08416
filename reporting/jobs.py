"""Reports and packs as long work, for a worker."""

from datetime import date, datetime
from typing import Any

from accounts.models import Organisation
from catalogue.models import Service
from core.evidence import Period
from core.jobs import JobKind, Progress, register_job
from core.models import Item, User
from reporting.services import issue_report, make_pack

REPORT = "service_report"
PACK = "evidence_pack"


def issue(
    arguments: dict[str, Any], owner: User, progress: Progress, at: datetime
) -> Item:
    progress(0, 1)
    customer = Organisation.objects.visible_to(owner).get(pk=arguments["customer"])
    service = arguments.get("service")
    report = issue_report(
        customer=customer,
        service=Service.objects.visible_to(owner).get(pk=service) if service else None,
        month=date.fromisoformat(arguments["month"]),
        reason=arguments.get("reason", ""),
        actor=owner,
        at=at,
    )
    progress(1, 1)
    return report.item


register_job(JobKind(REPORT, issue))


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
    )
    return pack.item


register_job(JobKind(PACK, collect))
