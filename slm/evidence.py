"""What shows that clause 6.1, service level management, is met."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.choices import ServiceState
from catalogue.models import Entitlement, Service
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
from core.wording import percent, service_duration
from records.models import Record
from slm import evidence_availability, evidence_kept, evidence_rows  # noqa: F401
from slm.choices import Metric
from slm.choices import Verdict as ClockVerdict
from slm.durations import target_words
from slm.evidence_agreements import (
    agreements_with_customers,
    agreements_with_teams,
    changes_of_agreements,
    contracts_with_suppliers,
    finding_of,
)
from slm.evidence_capability import capability
from slm.evidence_catalogue import agreed_catalogues, dependencies, what_does_not_fit
from slm.evidence_causes import causes
from slm.evidence_escalation import chains, escalations, on_call
from slm.evidence_exceptions import exceptions
from slm.evidence_measures import measures, what_ifs
from slm.evidence_periods import closed_months, credits_due, repairs
from slm.evidence_requirements import requirements
from slm.evidence_reviews import reviews
from slm.evidence_signatures import signatures
from slm.evidence_workload import workload
from slm.models import Clock
from slm.selectors import Breach, Outcome, breaches_of, compliance_of, outcomes, tally


def catalogue(period: Period, reader: User) -> Finding:
    """Find live services, who is entitled to each, and whether an SLA covers it."""
    services = (
        Service.objects.visible_to(reader)
        .live()
        .select_related("item", "owner")
        .order_by("item__number")
    )
    entitled: dict[int, list[str]] = {}
    for one in Entitlement.objects.select_related("customer").order_by(
        "customer__name"
    ):
        entitled.setdefault(one.service_id, []).append(one.customer.name)
    recorded = Event.objects.filter(item__in=services.values("pk"))
    since = {
        event.item_id: event.occurred_at for event in recorded.order_by("-occurred_at")
    }
    ownerless = [one.name for one in services if one.owner is None]
    rows = [
        EvidenceRow(
            service.pk,
            service.number,
            service.name,
            since.get(service.pk, period.start),
            (
                (_("State"), str(ServiceState(service.state).label)),
                (_("Service owner"), str(service.owner or "–")),
                (_("Criticality"), str(service.get_criticality_display())),
                (_("Customers"), ", ".join(entitled.get(service.pk, [])) or "–"),
            ),
        )
        for service in services
    ]
    reason = ""
    if ownerless:
        reason = _("Without a service owner: %s.") % ", ".join(ownerless)
    return finding_of(rows, reason, _("No service is live."))


def performance(period: Period, reader: User) -> Finding:
    """
    Find how far targets were kept; behind it, every record with a breach.

    Both as they were at the end of the period, like the reports of the month.
    """
    decided = outcomes(period, records=Record.objects.visible_to(reader))
    counted = compliance_of(decided, reopened=(), period=period)
    total = tally(counted)
    if not total.n:
        return Finding(
            Verdict.NOTHING_OCCURRED, reason=_("No promise fell due in the period.")
        )
    rows = [_breach_row(breach) for breach in _breaches(decided, period)]
    missed = sum(1 for row in counted if row.verdict == "missed")
    figures = (
        (_("Clocks decided"), str(total.n)),
        (_("Met"), f"{total.met} ({percent(total.share)})"),
        (_("Breached"), str(total.breached)),
        (_("Void"), str(total.void)),
        (_("Breached, then relaxed"), str(total.relaxed)),
        (_("Targets in force"), str(len(counted))),
        (_("Targets that did not reach their goal"), str(missed)),
    )
    reason = _("%d targets did not reach their goal; the breaches are listed.") % missed
    return Finding(Verdict.EVIDENCED, rows, figures, reason if missed else "")


def _breaches(decided: Sequence[Outcome], period: Period) -> list[Breach]:
    late = [one.clock_id for one in decided if one.verdict == ClockVerdict.BREACHED]
    found = breaches_of(Clock.objects.filter(pk__in=late), as_of=period.end)
    return sorted(found, key=lambda row: (row.late_from, row.clock_id), reverse=True)


def _breach_row(breach: Breach) -> EvidenceRow:
    promised = target_words(breach.metric, breach.promise)
    promise = f"{Metric(breach.metric).label}, {promised}"
    return EvidenceRow(
        breach.record_id,
        breach.number,
        breach.title,
        breach.late_from,
        (
            (_("Promise"), promise),
            (_("Overrun by the end of the period"), service_duration(breach.overrun)),
            (_("Held by"), breach.blamed or "–"),
            (_("Agreement"), breach.agreement),
        ),
    )


for order, (key, shown, find) in enumerate(
    (
        (
            "catalogue",
            gettext_lazy(
                "The catalogue of live services, each with its owner, its"
                " criticality and the customers entitled to it."
            ),
            catalogue,
        ),
        (
            "dependencies",
            gettext_lazy("The dependencies between services and what they rest on."),
            dependencies,
        ),
        (
            "agreed-catalogues",
            gettext_lazy(
                "The catalogue agreed with each customer, signed, and still true."
            ),
            agreed_catalogues,
        ),
        (
            "mismatches",
            gettext_lazy(
                "Catalogue, agreements and what services rest on fit each other."
            ),
            what_does_not_fit,
        ),
        (
            "requirements",
            gettext_lazy(
                "What customers need, assessed and resolved, and which target answers"
                " it or why none does."
            ),
            requirements,
        ),
        (
            "capability",
            gettext_lazy(
                "The yearly assessment of what can be delivered against what is asked"
                " for, with decisions, changes and the catalogue updated."
            ),
            capability,
        ),
        (
            "slas",
            gettext_lazy(
                "Agreements with customers in force in the period, with targets;"
                " every customer served is covered by one."
            ),
            agreements_with_customers,
        ),
        (
            "signatures",
            gettext_lazy(
                "Agreements signed by each party: who, by what right, when, and which"
                " wording."
            ),
            signatures,
        ),
        (
            "what-ifs",
            gettext_lazy(
                "What other terms would have meant, found out before they were agreed."
            ),
            what_ifs,
        ),
        (
            "workload-limits",
            gettext_lazy(
                "Agreed workload characteristics, with the numbers of the period beside"
                " them."
            ),
            workload,
        ),
        (
            "exceptions",
            gettext_lazy(
                "Exceptions: time that does not count, who asked for it, and who"
                " approved it."
            ),
            exceptions,
        ),
        (
            "olas",
            gettext_lazy("Agreements with internal groups that the targets rest on."),
            agreements_with_teams,
        ),
        (
            "ucs",
            gettext_lazy(
                "Contracts with suppliers that the targets rest on; no supplier works"
                " without one."
            ),
            contracts_with_suppliers,
        ),
        (
            "chains",
            gettext_lazy(
                "What agreements with customers rest on, checked whenever it changes."
            ),
            chains,
        ),
        (
            "performance",
            gettext_lazy(
                "Services monitored against their targets; what was not kept, with"
                " who held it."
            ),
            performance,
        ),
        (
            "closed-months",
            gettext_lazy(
                "What each agreement came to month by month, closed and never changed;"
                " corrections stand beside it as revisions."
            ),
            closed_months,
        ),
        (
            "credits",
            gettext_lazy(
                "Credits due for goals that were missed, with the arithmetic."
            ),
            credits_due,
        ),
        (
            "measures",
            gettext_lazy(
                "What is measured beside records: by what, where, and who answers for it."
            ),
            measures,
        ),
        (
            "repairs",
            gettext_lazy(
                "Wrong hours or targets put right backwards: who asked, who approved."
            ),
            repairs,
        ),
        (
            "causes",
            gettext_lazy("Causes of nonconformity found."),
            causes,
        ),
        (
            "changes",
            gettext_lazy("Agreements changed under the control of change management."),
            changes_of_agreements,
        ),
        (
            "reviews",
            gettext_lazy(
                "Reviews at planned intervals: with customers, internal groups and"
                " suppliers."
            ),
            reviews,
        ),
        (
            "documents",
            gettext_lazy(
                "Documents required: a procedure of service level management."
            ),
            not_kept(
                gettext_lazy(
                    "The portal keeps no controlled documents yet: the procedure must"
                    " be shown from elsewhere."
                )
            ),
        ),
    )
):
    register_evidence(
        EvidenceItem(
            f"slm.{key}", "6.1", "8.2.2, 8.2.4, 8.3.3, 8.3.4.2", shown, find, order
        )
    )
register_evidence(
    EvidenceItem(
        "slm.escalations",
        "8.1",
        "8.6.1, 8.6.2",
        gettext_lazy("Escalations: who was told at which step, and who took it up."),
        escalations,
        50,
    )
)
register_evidence(
    EvidenceItem(
        "slm.on-call",
        "8.1",
        "8.6.1, 8.6.2",
        gettext_lazy("Who was on call for each team when it was not there."),
        on_call,
        51,
    )
)
