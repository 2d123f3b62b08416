"""Reports to a customer, the review of them, and a pack of evidence."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from accounts.models import Organisation
from core.models import User
from core.numbers import new_item
from core.periods import first_of, shift
from reporting.models import (
    EvidencePack,
    FigureQuery,
    ReportDecision,
    ReportDefinition,
    ServiceReport,
)
from reporting.selectors import service_report_figures
from slm.services import plan_review
from workflow.services import add_paper, call_meeting, give_task

PDF = b"%PDF-1.7\n%%EOF\n"


def report_things(
    agreement: str, requester: User, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make a report with a decision and a query, and the review it is a paper of."""
    manager: dict[str, Any] = {"actor": cast["service_level_manager"], "at": at}
    made = _report(requester.person.organisation, manager["actor"], at)
    return {
        **made,
        **_review(agreement, made["report"], manager),
        "query": _query(made["report"], requester, at),
    }


def _report(customer: Organisation, manager: User, at: datetime) -> dict[str, Any]:
    """Make a report on an empty month, with a decision on it."""
    month = shift(first_of(at), -1)
    report = ServiceReport(
        item=new_item("service_report"),
        definition=ReportDefinition.objects.get(),
        customer=customer,
        month=month,
        data=service_report_figures(customer=customer, service=None, month=month),
        issued_at=at,
        issued_by=manager,
    )
    report.pdf.save("report.pdf", ContentFile(PDF), save=False)
    report.save(force_insert=True)
    decision = ReportDecision.objects.create(
        report=report, text="Train.", decided_at=at, decided_by=manager
    )
    return {"report": report.number, "decision": decision.pk}


def _review(agreement: str, report: str, manager: dict[str, Any]) -> dict[str, Any]:
    """Make a review that is called, with the report as its paper and an action."""
    starts_at = manager["at"] + timedelta(days=14)
    review = plan_review(number=agreement, starts_at=starts_at, **manager)
    call_meeting(number=review.number, **manager)
    task = give_task(
        number=review.number,
        text=f"Train {review.organisation}",
        owner=manager["actor"].person,
        due_on=starts_at.date(),
        **manager,
    )
    there = review.papers.filter(item__number=report).first()
    paper = there or add_paper(number=review.number, paper=report, **manager)
    return {
        "meeting": review.number,
        "point": review.agenda.earliest("pk").pk,
        "paper": paper.pk,
        "task": task.pk,
    }


def _query(report: str, asker: User, at: datetime) -> str:
    asked = FigureQuery.objects.create(
        item=new_item("figure_query"),
        report=ServiceReport.objects.get(item__number=report),
        figure="totals.share",
        label="Targets met",
        value="–",
        text="How so?",
        asked_by=asker,
        asked_at=at,
    )
    return asked.number


def evidence_pack(auditor: User, at: datetime) -> EvidencePack:
    pack = EvidencePack(
        item=new_item("evidence_pack"),
        clauses=["8.1"],
        start=at - timedelta(days=31),
        end=at,
        prepared_for="Certification body",
        summary=[
            {
                "clause": "8.1",
                "clause_2018": "8.6.1",
                "shown": "Every incident recorded",
                "reason": "",
                "count": 2,
                "verdict": "evidenced",
            }
        ],
        manifest={"records": []},
        made_at=at,
        made_by=auditor,
    )
    pack.pdf.save("pack.pdf", _paper(), save=False)
    pack.save(force_insert=True)
    return pack


def _paper() -> "ContentFile[bytes]":
    paper, content = PdfWriter(), BytesIO()
    paper.add_attachment("manifest.json", b"{}")
    paper.write(content)
    return ContentFile(content.getvalue())
