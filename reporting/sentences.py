"""How what is done to reports and evidence packs is called."""

from django.utils.translation import gettext_lazy

from core.sentences import register_event, register_fields
from reporting.models import EvidencePack, ReportDecision, ServiceReport

for name, title in (
    ("report.issued", gettext_lazy("Report issued")),
    ("report.decided", gettext_lazy("Decided on a report")),
    ("report.decision_done", gettext_lazy("Decision carried out")),
    ("pack.made", gettext_lazy("Evidence pack made")),
):
    register_event(name, title)

register_fields("report", ServiceReport, ReportDecision)
register_fields("pack", EvidencePack)
