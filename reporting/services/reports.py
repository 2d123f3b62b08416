"""Issuing the monthly report of a customer's service."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.selectors import language_for
from calendars.models import check_days
from catalogue.models import Service
from core.canonical import canonical_json, sha256
from core.events import record_event
from core.locks import lock_name
from core.models import User
from core.numbers import new_item
from core.periods import month as month_period
from reporting.models import ReportDefinition, ServiceReport
from reporting.reference import SERVICE_REPORT
from reporting.selectors import reports_due, service_report_figures
from reporting.services.paper import hash_of, report_pdf

Tell = Callable[[int, int], object]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@transaction.atomic
def issue_report(
    *,
    customer: Organisation,
    month: date,
    service: Service | None = None,
    reason: str = "",
    in_set: bool = False,
    actor: User,
    at: datetime,
) -> ServiceReport:
    """
    Freeze the report of a month that is over; again, as a revision with a reason.

    Clause 6.2. `month` is its first day. The customer is not told of what is `in_set`:
    the report of all services follows, and tells of it.

    :raises PermissionDenied: if the actor may not issue reports
    :raises ValidationError: if the month is not over, or a revision has no reason
    """
    _lock(customer)
    about: dict[str, Any] = {"customer": customer, "service": service, "month": month}
    last = check_report(**about, reason=reason, actor=actor, at=at)
    data = service_report_figures(customer=customer, service=service, month=month)
    report = ServiceReport(
        **about,
        definition=ReportDefinition.objects.get(key=SERVICE_REPORT),
        revision=last.revision + 1 if last else 1,
        reason=reason.strip() if last else "",
        data=data,
        data_hash=sha256(canonical_json(data)),
        language=language_for(customer),
        issued_at=at,
        issued_by=actor,
    )
    _store(report)
    _record_issue(report, last, in_set)
    return report


def check_report(
    *,
    customer: Organisation,
    service: Service | None,
    month: date,
    reason: str,
    actor: User,
    at: datetime,
) -> ServiceReport | None:
    """
    Return the revision that a report would follow, if it can be issued.

    :raises PermissionDenied: if the actor may not issue reports
    :raises ValidationError: if the month is not over, or a revision has no reason
    """
    if not actor.has_perm("reporting.issue_report"):
        raise PermissionDenied
    _check_month(month, at)
    return _last_revision(customer, service, month, reason)


def _lock(customer: Organisation) -> None:
    # One at a time for each customer, lest two become the same revision. Not by the
    # customer's row: whoever works for it would wait until the figures are there.
    lock_name(f"reports {customer.pk}")


def _last_revision(
    customer: Organisation, service: Service | None, month: date, reason: str
) -> ServiceReport | None:
    last = (
        ServiceReport.objects.filter(customer=customer, service=service, month=month)
        .order_by("-revision")
        .first()
    )
    if last is not None and not reason.strip():
        raise ValidationError(
            {"reason": _("This month was reported already: say why again.")}
        )
    return last


def _check_month(month: date, at: datetime) -> None:
    check_days(month=month)
    if month.day != 1:
        raise ValidationError({"month": _("A month is named by its first day.")})
    if month_period(month).end > at:
        raise ValidationError({"month": _("This month is not over yet.")})


def _store(report: ServiceReport) -> None:
    report.item = new_item("service_report")
    pdf = report_pdf(report)
    report.pdf_hash = hash_of(pdf)
    report.full_clean(exclude=["item", "pdf"])
    report.pdf.save(f"{report.number}.pdf", ContentFile(pdf), save=False)
    report.save(force_insert=True)


def _record_issue(
    report: ServiceReport, last: ServiceReport | None, in_set: bool
) -> None:
    record_event(
        "report.issued",
        item=report.item,
        actor=report.issued_by,
        at=report.issued_at,
        changes={
            "data_hash": [last.data_hash if last else None, report.data_hash],
        },
        facts={
            "customer": report.customer_id,
            "service": report.service_id,
            "month": report.month.isoformat(),
            "revision": report.revision,
            "in_set": in_set,
            "pdf_hash": report.pdf_hash,
        },
        personal={"reason": report.reason} if report.reason else None,
    )


def issue_set_of_reports(
    *,
    customer: Organisation,
    month: date,
    actor: User,
    at: datetime,
    tell: Tell = _silent,
) -> list[ServiceReport]:
    """
    Issue what the customer was not given yet of a month: by service, then as a whole.

    Each in a transaction of its own, so that it may be run again at any time and goes
    on where it was cut off. `tell(done, total)` hears of the progress.

    :raises PermissionDenied: if the actor may not issue reports
    :raises ValidationError: if the month is not over
    """
    due, issued = reports_due(customer, month), []
    for done, service in enumerate(due):
        tell(done, len(due))
        with transaction.atomic():
            _lock(customer)
            # Another may have done it meanwhile.
            left = reports_due(customer, month)
            if service in left:
                about: dict[str, Any] = {"service": service, "month": month}
                about["in_set"] = service is not None and None in left
                issued.append(
                    issue_report(customer=customer, **about, actor=actor, at=at)
                )
    return issued
