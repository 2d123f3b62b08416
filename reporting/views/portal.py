from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.doors import page_for
from core.generic import actor_of, render_list, render_page
from core.listing import build_listing
from reporting.filters import ReportFilter
from reporting.models import FigureQuery, ServiceReport
from reporting.views.finding import about_report, sent_pdf, visible_report
from reporting.views.reports import COLUMNS

# So many of the newest queries stand beside the reports.
SHOWN = 20
own_reports_page = page_for(
    "reporting.view_own_reports", "reporting.view_servicereport"
)


@own_reports_page
def portal_service_reports(request: HttpRequest) -> HttpResponse:
    reports = ServiceReport.objects.visible_to(actor_of(request)).newest_revisions()
    reports = reports.of_whole_customers_unless(request.GET.get("service"))
    filterset = ReportFilter(
        request.GET,
        queryset=reports.select_related("item", "customer", "service"),
        request=request,
    )
    del filterset.form.fields["customer"]
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="-month")
    queries = FigureQuery.objects.visible_to(actor_of(request)).select_related("item")
    context = {"queries": queries.order_by("-asked_at", "-pk")[:SHOWN]}
    page = "reporting/portal_service_reports.html"
    return render_list(request, page, listing, context)


@own_reports_page
def portal_service_report(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        **about_report(visible_report(request, number), actor_of(request)),
        "crumbs": [(_("Service reports"), reverse("portal_service_reports"))],
    }
    return render_page(request, "reporting/portal_service_report.html", context)


@own_reports_page
def portal_service_report_pdf(request: HttpRequest, number: str) -> FileResponse:
    return sent_pdf(visible_report(request, number))
