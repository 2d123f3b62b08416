from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from governance.choices import Unit
from governance.measures import Measure, register_measure
from reporting.models import (
    EvidencePack,
    FigureQuery,
    ReportDefinition,
    ServiceReport,
)
from reporting.selectors.agenda import workload_on_the_agenda
from reporting.selectors.measuring import critical_slas_reported
from reporting.selectors.queries import queries_on_the_agenda, report_to_review
from slm.selectors.reviewing import SERVICE_REVIEW
from workflow.meetings import register_agenda, register_papers

register_kind(
    Kind(
        key="service_report",
        prefix="RPT",
        label=_("service report"),
        label_plural=_("service reports"),
        visible_to=ServiceReport.objects.visible_to,
        url_name="report_detail",
        customer_url_name="portal_service_report",
        staff_permission="reporting.view_servicereport",
    )
)
register_kind(
    Kind(
        key="evidence_pack",
        prefix="EVP",
        label=_("evidence pack"),
        label_plural=_("evidence packs"),
        visible_to=EvidencePack.objects.visible_to,
        url_name="pack_detail",
    )
)
register_kind(
    Kind(
        key="report_definition",
        prefix="RDF",
        label=_("report definition"),
        label_plural=_("report definitions"),
        visible_to=ReportDefinition.objects.visible_to,
        url_name="report_definition",
    )
)
register_kind(
    Kind(
        key="figure_query",
        prefix="QRY",
        label=_("query"),
        label_plural=_("queries"),
        visible_to=FigureQuery.objects.visible_to,
        url_name="query_detail",
        customer_url_name="portal_query",
        staff_permission="reporting.view_servicereport",
    )
)
# What the customer asks leads the agenda of a review.
register_agenda(SERVICE_REVIEW, "queries", queries_on_the_agenda, 10)
register_agenda(SERVICE_REVIEW, "workload", workload_on_the_agenda, 50)
register_papers(SERVICE_REVIEW, report_to_review)
register_measure(
    Measure(
        "slm.critical_slas_reported",
        _("Critical SLAs reported"),
        _(
            "The share of agreements about vital services that are monitored, so that"
            " of every target it can be told what became of it, and were reported on."
        ),
        _(
            "100 × agreements of which every target can be told and that were"
            " reported ÷ critical agreements"
        ),
        _("Monthly"),
        _("Agreements, service catalogue, service reports"),
        Unit.PERCENT,
        critical_slas_reported,
        is_process=True,
    )
)
