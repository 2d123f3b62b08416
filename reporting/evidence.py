"""What shows that clause 6.2, service reporting, is met."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.evidence import (
    EvidenceItem,
    EvidenceRow,
    Finding,
    Period,
    Verdict,
    not_kept,
    register_evidence,
)
from core.evidence_rows import (
    ANY,
    Change,
    Parts,
    agrees,
    joined,
    own_rows,
    personal,
    register_rows,
    rows_below,
)
from core.models import Event, User
from core.periods import first_of, month, shift
from core.wording import percent
from reporting.models import ReportDecision, ReportDefinition, ServiceReport
from reporting.selectors import customers_with_agreement
from reporting.services.paper import file_hash


def descriptions(period: Period, reader: User) -> Finding:
    """Find the description of each report: identity, purpose, audience, and so on."""
    found = ReportDefinition.objects.visible_to(reader).select_related("item")
    rows = [
        EvidenceRow(
            one.pk,
            one.number,
            one.name,
            one.defined_at,
            (
                (_("Identity"), one.key),
                (_("Purpose"), one.purpose),
                (_("Audience"), one.audience),
                (_("Frequency"), one.frequency),
                (_("Data sources"), one.data_sources),
            ),
        )
        for one in found
    ]
    if not rows:
        return Finding(Verdict.GAP, reason=_("No report is described."))
    return Finding(Verdict.EVIDENCED, rows)


def issued(period: Period, reader: User) -> Finding:
    """Find the reports issued, and the months for which one is owed."""
    reports = list(
        ServiceReport.objects.visible_to(reader)
        .filter(
            Q(issued_at__gte=period.start, issued_at__lt=period.end)
            | Q(month__in=_months_ended(period))
        )
        .select_related("item", "customer", "service", "issued_by")
        .order_by("-issued_at", "-pk")
    )
    owed = _owed(period)
    if not reports and not owed:
        return Finding(
            Verdict.NOTHING_OCCURRED, reason=_("No report fell due in the period.")
        )
    figures = (
        (_("Reports issued"), str(len(reports))),
        (_("Of them revisions"), str(sum(one.revision > 1 for one in reports))),
        (_("Customers"), str(len({one.customer_id for one in reports}))),
        (_("Months for which a report is owed"), str(len(owed))),
    )
    reason = _("Not issued: %s.") % "; ".join(owed[:20]) if owed else ""
    verdict = Verdict.GAP if owed else Verdict.EVIDENCED
    return Finding(verdict, [_report_row(one) for one in reports], figures, reason)


def _report_row(report: ServiceReport) -> EvidenceRow:
    share = report.data["totals"]["share"]
    return EvidenceRow(
        report.pk,
        report.number,
        f"{report.customer} {report.month:%Y-%m}",
        report.issued_at,
        (
            (_("Service"), str(report.service or _("All services"))),
            (_("Revision"), str(report.revision)),
            (_("Reason"), report.reason or "–"),
            (_("Targets met"), percent(share)),
            (_("Issued by"), str(report.issued_by)),
            (_("Hash of the figures"), report.data_hash),
        ),
    )


def _owed(period: Period) -> list[str]:
    """Name each customer and month that ended in the period without a report."""
    return [name for first in _months_ended(period) for name in _without_report(first)]


def _months_ended(period: Period) -> list[date]:
    """Return the months whose report fell due in the period."""
    found = []
    first = shift(first_of(period.start), -1)
    while month(first).end < period.end:
        if month(first).end >= period.start:
            found.append(first)
        first = shift(first, 1)
    return found


def _without_report(first: date) -> list[str]:
    given = ServiceReport.objects.filter(month=first, service=None)
    missing = customers_with_agreement(first).exclude(pk__in=given.values("customer"))
    return [f"{customer} {first:%Y-%m}" for customer in missing]


def decisions(period: Period, reader: User) -> Finding:
    """Find what was decided on reports, and what of it is overdue."""
    found = list(
        ReportDecision.objects.filter(
            report__in=ServiceReport.objects.visible_to(reader),
            decided_at__lt=period.end,
        )
        .select_related("report__item", "report__customer", "owner", "decided_by")
        .order_by("-decided_at", "-pk")
    )
    last_day = period.end.date()
    rows = [
        EvidenceRow(
            one.report_id,
            one.report.number,
            one.text,
            one.decided_at,
            (
                (_("Decided by"), str(one.decided_by)),
                (_("To be done by"), str(one.owner or "–")),
                (_("Until"), str(one.due_on or "–")),
                (_("Done"), f"{one.done_at:%Y-%m-%d}" if one.done_at else "–"),
            ),
            is_overdue=one.is_overdue(last_day),
        )
        for one in found
        if one.decided_at >= period.start or one.is_overdue(last_day)
    ]
    if not rows:
        return Finding(
            Verdict.NOTHING_OCCURRED, reason=_("Nothing was decided on a report.")
        )
    overdue = sum(row.is_overdue for row in rows)
    figures = ((_("Decisions"), str(len(rows))), (_("Overdue"), str(overdue)))
    reason = _("%d actions are overdue.") % overdue if overdue else ""
    verdict = Verdict.GAP if overdue else Verdict.EVIDENCED
    return Finding(verdict, rows, figures, reason)


def report_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return reports with their files and the decisions on them."""
    found = ReportDecision.objects.filter(report__in=ids)
    files = {
        one.pk: {"file": file_hash(one.pdf)}
        for one in ServiceReport.objects.filter(pk__in=ids)
    }
    decided = rows_below(found, "report", "decision", apart=("done_at",))
    return joined(own_rows(ServiceReport, ids), files, decided)


def explains_report(change: Change) -> bool:
    """Whether the events recorded since account for a change of a report."""
    name, _space, rest = change.part.partition(" ")
    pk, _space, field = rest.partition(" ")
    if name != "decision" or change.was:
        return change.is_none
    event_name = "report.decision_done" if field else "report.decided"
    about = [e for e in change.recorded(event_name) if e.facts["decision"] == int(pk)]
    if field and not about:
        return change.is_none
    if field:
        return any(change.value == event.occurred_at for event in about)
    return any(agrees(change.value or {}, _decided(event)) for event in about)


def keeps_report(event: Event, parts: Parts) -> bool:
    """Whether the decision that an event recorded is still there."""
    number = event.facts.get("decision")
    return event.name != "report.decided" or f"decision {number}" in parts


def _decided(event: Event) -> dict[str, Any]:
    """Return what the decision is that the event recorded."""
    return {
        "report": event.item_id,
        "text": ANY if event.has_lost_values else personal(event).get("text"),
        "owner": event.facts["owner"],
        "due_on": event.facts["due_on"],
        "decided_at": event.occurred_at,
        "decided_by": event.actor_id,
    }


register_rows(
    "service_report", report_rows, explains=explains_report, keeps=keeps_report
)

for order, (key, shown, find) in enumerate(
    (
        (
            "descriptions",
            gettext_lazy(
                "A description of each report: identity, purpose, audience, frequency"
                " and data sources."
            ),
            descriptions,
        ),
        (
            "issued",
            gettext_lazy(
                "Reports issued to every customer for every month that ended."
            ),
            issued,
        ),
        (
            "decisions",
            gettext_lazy("Decisions and actions that followed from reports."),
            decisions,
        ),
        (
            "agreed",
            gettext_lazy("Reports agreed with the parties interested in them."),
            not_kept(
                gettext_lazy(
                    "The portal does not record yet with whom a description was agreed."
                )
            ),
        ),
    )
):
    register_evidence(
        EvidenceItem(f"reporting.{key}", "6.2", "9.4", shown, find, order)
    )
