from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.doors import page_for, refuse_unless
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_list,
    render_page,
)
from core.lifecycle import TransitionNotAllowed
from core.listing import Column, build_listing
from reporting.filters import ReportFilter
from reporting.forms import DecisionForm, ReportForm
from reporting.jobs import ask_for_report
from reporting.models import ReportDecision, ReportDefinition, ServiceReport
from reporting.selectors import outdated_reports
from reporting.services import complete_decision, decide_on_report
from reporting.views.finding import about_report, sent_pdf, visible_report

SEE = "reporting.view_servicereport"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("customer", gettext_lazy("Customer"), "customer__name"),
    Column("service", gettext_lazy("Service")),
    Column("month", gettext_lazy("Month"), "month"),
    Column("share", gettext_lazy("Met"), is_numeric=True),
    Column("revision", gettext_lazy("Revision"), is_numeric=True),
    Column("issued", gettext_lazy("Issued"), "issued_at"),
]


@page_for(SEE)
def report_list(request: HttpRequest) -> HttpResponse:
    reports = ServiceReport.objects.visible_to(actor_of(request)).select_related(
        "item", "customer", "service"
    )
    reports = reports.of_whole_customers_unless(request.GET.get("service"))
    filterset = ReportFilter(request.GET, queryset=reports, request=request)
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="-month")
    context = {
        "definitions": ReportDefinition.objects.select_related("item"),
        "reports": outdated_reports(actor_of(request)),
    }
    return render_list(request, "reporting/report_list.html", listing, context)


@page_for(SEE)
def report_detail(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        **about_report(visible_report(request, number), actor_of(request)),
        "crumbs": [(_("Service reports"), reverse("report_list"))],
    }
    return render_page(request, "reporting/report_detail.html", context)


@page_for(SEE)
def report_pdf(request: HttpRequest, number: str) -> FileResponse:
    return sent_pdf(visible_report(request, number))


@page_for(SEE)
def report_definition(request: HttpRequest, number: str) -> HttpResponse:
    definitions = ReportDefinition.objects.visible_to(actor_of(request))
    found = get_object_or_404(definitions, item__number=number)
    context = {
        "definition": found,
        "crumbs": [(_("Service reports"), reverse("report_list"))],
    }
    return render_page(request, "reporting/report_definition.html", context)


@page_for(SEE)
def report_create(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), "reporting.issue_report")
    form = ReportForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        with errors_into(form):
            job = ask_for_report(
                **form.cleaned_data, actor=actor_of(request), at=timezone.now()
            )
            return redirect("job_show", job.pk)
    context = {
        "layout": "layouts/manage.html",
        "title": _("Issue a service report"),
        "lead": _(
            "The figures of a month that is over are frozen, and the customer’s"
            " representatives are told."
        ),
        "action": _("Issue the report"),
        "cancel_url": reverse("report_list"),
        "crumbs": [(_("Service reports"), reverse("report_list"))],
    }
    return render_form(request, "generic/form.html", form, context)


@page_for(SEE)
def report_decide(request: HttpRequest, number: str) -> HttpResponse:
    report = visible_report(request, number)
    refuse_unless(actor_of(request), "reporting.decide_on_report")
    form = DecisionForm(report, request.POST or None)
    if form.is_valid():
        with errors_into(form):
            decide_on_report(
                number=number,
                actor=actor_of(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
            return redirect_with(request, _("Kept."), "report_detail", number)
    context = {
        "layout": "layouts/manage.html",
        "title": _("Decide on %s") % report.number,
        "action": _("Keep the decision"),
        "cancel_url": reverse("report_detail", args=[number]),
        "crumbs": [(_("Service reports"), reverse("report_list"))],
    }
    return render_form(request, "generic/form.html", form, context)


@require_POST
@page_for(SEE)
def decision_complete(request: HttpRequest, decision_id: int) -> HttpResponse:
    visible = ServiceReport.objects.visible_to(actor_of(request))
    decisions = ReportDecision.objects.filter(report__in=visible)
    decision = get_object_or_404(
        decisions.select_related("report__item"), pk=decision_id
    )
    message = _("Noted as done.")
    try:
        complete_decision(
            decision_id=decision.pk, actor=actor_of(request), at=timezone.now()
        )
    except TransitionNotAllowed as error:
        message = str(error)
    return redirect_with(request, message, "report_detail", decision.report.number)
