from django.utils.translation import gettext_lazy as _

from core.kinds import Kind, register_kind
from reporting.models import EvidencePack, ReportDefinition, ServiceReport

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
