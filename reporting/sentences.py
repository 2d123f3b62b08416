"""How what is done to reports and evidence packs is called."""

from django.utils.translation import gettext_lazy

from core.sentences import register_event, register_fields
from reporting.models import (
    EvidencePack,
    FigureQuery,
    ReportDecision,
    ServiceReport,
)

for name, title in (
    ("report.issued", gettext_lazy("Report issued")),
    ("report.decided", gettext_lazy("Decided on a report")),
    ("report.decision_done", gettext_lazy("Decision carried out")),
    ("query.asked", gettext_lazy("Figure queried")),
    ("query.answered", gettext_lazy("Query answered")),
    ("query.closed", gettext_lazy("Query closed")),
    ("query.reopened", gettext_lazy("Asked again")),
    ("pack.made", gettext_lazy("Evidence pack made")),
):
    register_event(name, title)

register_fields("report", ServiceReport, ReportDecision)
register_fields("pack", EvidencePack)
register_fields("query", FigureQuery)
