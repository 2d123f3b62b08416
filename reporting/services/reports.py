"""Issuing the monthly report of a customer's service, and deciding on it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from calendars.models import check_days
from catalogue.models import Service
from core.canonical import canonical_json, sha256
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.numbers import new_item
from core.periods import month as month_period
from reporting.models import ReportDecision, ReportDefinition, ServiceReport
from reporting.reference import SERVICE_REPORT
from reporting.selectors import customers_due_a_report, service_report_figures
from reporting.services.paper import hash_of, report_pdf


@transaction.atomic
def issue_report(
    *,
    customer: Organisation,
    month: date,
    service: Service | None = None,
    reason: str = "",
    actor: User,
    at: datetime,
) -> ServiceReport:
    """
    Freeze the report of a month that is over; again, as a revision with a reason.

    Clause 6.2. `month` is its first day.

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
        issued_at=at,
        issued_by=actor,
    )
    _store(report)
    _record_issue(report, last)
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
    # One at a time for each customer, lest two become the same revision.
    Organisation.objects.select_for_update(no_key=True).get(pk=customer.pk)


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


def _record_issue(report: ServiceReport, last: ServiceReport | None) -> None:
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
            "pdf_hash": report.pdf_hash,
        },
        personal={"reason": report.reason} if report.reason else None,
    )


def issue_reports_of(*, month: date, actor: User, at: datetime) -> list[ServiceReport]:
    """
    Issue the month's report to every customer that had an SLA in it and has none yet.

    Each in a transaction of its own, so that it may be run again at any time.
    """
    issued = []
    for customer in customers_due_a_report(month):
        with transaction.atomic():
            _lock(customer)
            # Another may have done it meanwhile.
            if customers_due_a_report(month).filter(pk=customer.pk).exists():
                report = issue_report(
                    customer=customer, month=month, actor=actor, at=at
                )
                issued.append(report)
    return issued


@transaction.atomic
def decide_on_report(
    *,
    number: str,
    text: str,
    owner: Person | None = None,
    due_on: date | None = None,
    actor: User,
    at: datetime,
) -> ReportDecision:
    """
    Keep what was decided on a report: who is to do what, until when.

    :raises ServiceReport.DoesNotExist: if the actor may not see such a report
    :raises PermissionDenied: if the actor may not decide
    :raises ValidationError: if there is nothing to be done by, or until when
    """
    report: ServiceReport = ServiceReport.objects.visible_to(actor).get(
        item__number=number
    )
    if not actor.has_perm("reporting.decide_on_report"):
        raise PermissionDenied
    if owner is not None and due_on is None:
        raise ValidationError({"due_on": _("Say until when it is to be done.")})
    decision = ReportDecision(report=report, text=text.strip(), owner=owner)
    decision.due_on, decision.decided_at, decision.decided_by = due_on, at, actor
    decision.full_clean()
    decision.save(force_insert=True)
    record_event(
        "report.decided",
        item=report.item,
        actor=actor,
        at=at,
        facts={
            "decision": decision.pk,
            "owner": decision.owner_id,
            "due_on": due_on.isoformat() if due_on else None,
        },
        personal={"text": decision.text},
    )
    return decision


@transaction.atomic
def complete_decision(*, decision_id: int, actor: User, at: datetime) -> ReportDecision:
    """
    Note that what was decided has been done.

    :raises ReportDecision.DoesNotExist: if the actor may not see its report
    :raises PermissionDenied: if the actor may not decide on reports
    :raises TransitionNotAllowed: if it is done already
    """
    visible = ServiceReport.objects.visible_to(actor)
    decision = (
        ReportDecision.objects.select_for_update(of=("self",))
        .select_related("report__item")
        .get(pk=decision_id, report__in=visible)
    )
    if not actor.has_perm("reporting.decide_on_report"):
        raise PermissionDenied
    if decision.done_at:
        raise TransitionNotAllowed(_("This was done already."))
    decision.done_at = at
    decision.save(update_fields=["done_at"])
    record_event(
        "report.decision_done",
        item=decision.report.item,
        actor=actor,
        at=at,
        changes={"done_at": [None, at.isoformat()]},
        facts={"decision": decision.pk},
    )
    return decision
