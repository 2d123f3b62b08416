"""Finding what a page is about, and sending its PDF."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.generic import actor_of, sent_file
from core.models import User
from reporting.models import EvidencePack, ServiceReport
from reporting.selectors import (
    decisions_before,
    decisions_on,
    present,
    queries_on,
    siblings_of,
)


def visible_report(request: HttpRequest, number: str) -> ServiceReport:
    """Return the report, or 404 if the reader may not know of it."""
    reports = ServiceReport.objects.visible_to(actor_of(request))
    return get_object_or_404(
        reports.select_related("item", "customer", "service", "issued_by"),
        item__number=number,
    )


def about_report(report: ServiceReport, reader: User) -> dict[str, Any]:
    """Return what the page of a report shows, at whichever door."""
    revisions = report.revisions()
    return {
        "report": report,
        "data": report.data,
        "shown": present(report.data),
        "revisions": revisions,
        "newest": revisions[0],
        "siblings": siblings_of(report),
        "decisions": decisions_on(report),
        "earlier_decisions": decisions_before(report).filter(
            report__month__lt=report.month
        ),
        "queries": queries_on(report, reader),
        "may_query": reader.has_perm("reporting.query_figure"),
        "today": timezone.localdate(),
    }


def visible_pack(request: HttpRequest, number: str) -> EvidencePack:
    """Return the pack, or 404 if the reader may not know of it."""
    packs = EvidencePack.objects.visible_to(actor_of(request))
    return get_object_or_404(
        packs.select_related("item", "made_by"), item__number=number
    )


def sent_pdf(thing: ServiceReport | EvidencePack) -> FileResponse:
    """Send the PDF as it was stored."""
    return sent_file(
        thing.pdf, name=f"{thing.number}.pdf", content_type="application/pdf"
    )
