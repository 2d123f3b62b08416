"""What shows that clause 8.1, incident and service request management, is met."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
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
from core.models import Event, User
from core.wording import duration
from incidents import evidence_rows  # noqa: F401 (makes the rows known)
from incidents.choices import IncidentState
from incidents.models import Incident
from records.choices import OPEN_PHASES, Phase, Priority, Visibility
from slm.choices import Leg, Metric
from slm.choices import Verdict as ClockVerdict
from slm.models import Clock

# Who takes what nobody held, or what waits in the team's queue, is handed nothing.
HAD_A_HOLDER = Q(changes__team__0__gt=0) | Q(changes__assignee__0__gt=0)
UNLESS_DUPLICATE = ~Q(phase=Phase.VOID)


def recorded(period: Period, reader: User) -> Finding:
    """Find every incident opened; a gap if one lacks what classifies it."""
    incidents = _incidents(reader).filter(
        opened_at__gte=period.start, opened_at__lt=period.end
    )
    found = list(incidents.order_by("-opened_at", "-pk"))
    if not found:
        return _nothing(_("No incident was opened."))
    unclassified = [one for one in found if one.service_id is None]
    by_priority = Counter(one.priority for one in found)
    figures = [
        (_("Opened"), str(len(found))),
        *((str(p.label), str(by_priority[p])) for p in Priority),
        (_("Priority set by hand, with a reason"), _count(found, "priority_reason")),
        (_("Without a category"), str(sum(not one.category_id for one in found))),
        (_("Without a service"), str(len(unclassified))),
    ]
    reason = ""
    if unclassified:
        reason = _("%d incidents name no service.") % len(unclassified)
    verdict = Verdict.GAP if unclassified else Verdict.EVIDENCED
    return Finding(verdict, [_row(one) for one in found], figures, reason)


def resolved(period: Period, reader: User) -> Finding:
    """Find what was resolved, and what is open beyond what was promised."""
    within = Q(resolved_at__gte=period.start, resolved_at__lt=period.end)
    late = Clock.objects.filter(
        record=OuterRef("pk"),
        metric=Metric.RESOLUTION,
        leg=Leg.SLA,
        verdict=ClockVerdict.BREACHED,
        late_from__lt=period.end,
    )
    incidents = _incidents(reader).annotate(is_late=Exists(late))
    done = list(incidents.filter(within).order_by("-resolved_at", "-pk"))
    overdue = list(
        incidents.filter(
            phase__in=OPEN_PHASES, is_late=True, opened_at__lt=period.end
        ).order_by("opened_at", "pk")
    )
    if not done and not overdue:
        return _nothing(_("No incident was resolved, and none is overdue."))
    rows = [_row(one, is_overdue=True) for one in overdue] + [_row(one) for one in done]
    figures = (
        (_("Resolved"), str(len(done))),
        (_("Closed since"), str(sum(one.closed_at is not None for one in done))),
        (_("Reopened"), str(sum(one.reopen_count > 0 for one in done))),
        (_("Open beyond their target"), str(len(overdue))),
    )
    reason = ""
    if overdue:
        reason = _("%d incidents are open beyond their target.") % len(overdue)
    verdict = Verdict.GAP if overdue else Verdict.EVIDENCED
    return Finding(verdict, rows, figures, reason)


def informed(period: Period, reader: User) -> Finding:
    """Find whether those who reported were written to before it was resolved."""
    public = Event.objects.filter(
        item=OuterRef("pk"),
        name="records.entry_added",
        facts__visibility=Visibility.PUBLIC,
        facts__by_desk=True,
        occurred_at__lt=OuterRef("resolved_at"),
    )
    incidents = _incidents(reader).annotate(was_told=Exists(public))
    done = list(
        incidents.filter(
            resolved_at__gte=period.start, resolved_at__lt=period.end
        ).order_by("-resolved_at", "-pk")
    )
    if not done:
        return _nothing(_("No incident was resolved."))
    told = [one for one in done if one.was_told]
    figures = (
        (_("Resolved"), str(len(done))),
        (_("With a public reply of the desk"), str(len(told))),
        (_("With the resolution alone"), str(len(done) - len(told))),
    )
    if not told:
        reason = _("No public reply was written before an incident was resolved.")
        return Finding(Verdict.GAP, [], figures, reason)
    return Finding(Verdict.EVIDENCED, [_row(one) for one in told], figures)


def escalated(period: Period, reader: User) -> Finding:
    """Find incidents whose clocks crossed a threshold, and that were handed over."""
    crossed = Event.objects.filter(
        item=OuterRef("pk"),
        name="slm.threshold_crossed",
        occurred_at__gte=period.start,
        occurred_at__lt=period.end,
    )
    handed = Event.objects.filter(
        item=OuterRef("pk"),
        name="records.held",
        occurred_at__gte=period.start,
        occurred_at__lt=period.end,
    ).filter(HAD_A_HOLDER)
    supplied = Event.objects.filter(
        item=OuterRef("pk"),
        name="records.handed_to_supplier",
        occurred_at__gte=period.start,
        occurred_at__lt=period.end,
    )
    incidents = _incidents(reader).annotate(
        has_crossed=Exists(crossed),
        was_handed=Exists(handed),
        was_supplied=Exists(supplied),
    )
    is_escalated = Q(has_crossed=True) | Q(was_handed=True) | Q(was_supplied=True)
    found = list(incidents.filter(is_escalated).order_by("-opened_at", "-pk"))
    if not found:
        return _nothing(_("Nothing was handed over, and no threshold was crossed."))
    figures = (
        (_("Handed to another team or person"), str(sum(i.was_handed for i in found))),
        (_("Handed to a supplier"), str(sum(i.was_supplied for i in found))),
        (_("With a threshold crossed"), str(sum(i.has_crossed for i in found))),
    )
    return Finding(Verdict.EVIDENCED, [_row(one) for one in found], figures)


def major(period: Period, reader: User) -> Finding:
    """Find the incidents of the highest priority."""
    found = list(
        _incidents(reader)
        .filter(
            UNLESS_DUPLICATE,
            priority=Priority.CRITICAL,
            opened_at__gte=period.start,
            opened_at__lt=period.end,
        )
        .order_by("-opened_at", "-pk")
    )
    if not found:
        return _nothing(_("No incident of critical priority was opened."))
    return Finding(
        Verdict.GAP,
        [_row(one) for one in found],
        ((_("Of critical priority"), str(len(found))),),
        _(
            "Their records are here, but the portal keeps no review of a major incident"
            " and no notice to top management yet."
        ),
    )


def _incidents(reader: User) -> QuerySet[Incident]:
    return Incident.objects.visible_to(reader).with_people().select_related("category")


def _row(incident: Incident, *, is_overdue: bool = False) -> EvidenceRow:
    took = incident.resolved_at and incident.resolved_at - incident.opened_at
    return EvidenceRow(
        incident.pk,
        incident.number,
        incident.title,
        incident.opened_at,
        (
            (_("State"), str(IncidentState(incident.state).label)),
            (_("Priority"), str(Priority(incident.priority).label)),
            (_("Customer"), incident.customer.name),
            (_("Service"), str(incident.service or "–")),
            (_("Category"), str(incident.category or "–")),
            (_("Reported by"), incident.requester.name),
            (_("Team"), str(incident.team or "–")),
            (_("Assignee"), str(incident.assignee or "–")),
            (_("Supplier"), str(incident.supplier or "–")),
            (_("Resolved after"), duration(took) if took else "–"),
        ),
        is_overdue,
    )


def _count(found: Sequence[Incident], name: str) -> str:
    return str(sum(bool(getattr(one, name)) for one in found))


def _nothing(reason: str) -> Finding:
    return Finding(Verdict.NOTHING_OCCURRED, reason=reason)


for order, (key, shown, find) in enumerate(
    (
        (
            "recorded",
            gettext_lazy(
                "Every incident recorded, with its priority from impact and urgency"
                " and its classification."
            ),
            recorded,
        ),
        (
            "escalated",
            gettext_lazy("Incidents escalated: by thresholds, and to other hands."),
            escalated,
        ),
        ("informed", gettext_lazy("Customers kept informed of progress."), informed),
        (
            "resolved",
            gettext_lazy("Incidents resolved and closed; none open beyond its target."),
            resolved,
        ),
        (
            "major",
            gettext_lazy(
                "Major incidents by the agreed definition: management informed, one"
                " person responsible, reviewed afterwards."
            ),
            major,
        ),
        (
            "requests",
            gettext_lazy("Service requests fulfilled by their request models."),
            not_kept(
                gettext_lazy("The portal keeps no service requests of their own yet.")
            ),
        ),
        (
            "access",
            gettext_lazy("Access to known errors, the CMDB and planned releases."),
            not_kept(
                gettext_lazy(
                    "The portal keeps no known errors, configuration items or releases"
                    " yet."
                )
            ),
        ),
        (
            "documents",
            gettext_lazy(
                "Documents required: procedures for incidents, for service requests"
                " and for major incidents with their definition."
            ),
            not_kept(
                gettext_lazy(
                    "The portal keeps no controlled documents yet: the procedures must"
                    " be shown from elsewhere."
                )
            ),
        ),
    )
):
    register_evidence(
        EvidenceItem(f"incidents.{key}", "8.1", "8.6.1, 8.6.2", shown, find, order)
    )
