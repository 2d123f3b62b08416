"""What shows that clause 6.1, service level management, is met."""

from collections.abc import Sequence
from typing import cast

from django.db.models import Q, QuerySet
from django.utils.formats import number_format
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
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
from core.models import Event, Item, User
from core.wording import percent, service_duration
from records.choices import Priority
from records.models import Record
from slm import evidence_availability, evidence_rows  # noqa: F401 (makes them known)
from slm.choices import PARTIES, Leg, Level, Metric, VersionStatus
from slm.choices import Verdict as ClockVerdict
from slm.durations import target_words
from slm.evidence_capability import capability
from slm.evidence_catalogue import agreed_catalogues, dependencies, what_does_not_fit
from slm.evidence_escalation import chains, escalations
from slm.evidence_exceptions import exceptions
from slm.evidence_periods import closed_months, repairs
from slm.evidence_requirements import requirements
from slm.evidence_reviews import causes, reviews
from slm.evidence_signatures import signature_row
from slm.evidence_workload import workload
from slm.models import Agreement, AgreementVersion, Clock, Target
from slm.selectors import (
    Breach,
    Outcome,
    breaches_of,
    compliance_of,
    goal_words,
    outcomes,
    sections_of,
    tally,
)

CHANGES = (
    *("agreement.activated", "agreement.superseded", "agreement.terminated"),
    *("agreement.renewed", "agreement.expired"),
)


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
    return _finding(rows, reason, _("No service is live."))


def agreements_with_customers(period: Period, reader: User) -> Finding:
    rows = _agreements(period, reader, Leg.SLA)
    served = Organisation.objects.customers().filter(
        records__opened_at__gte=period.start, records__opened_at__lt=period.end
    )
    formal = _versions(period, reader, Leg.SLA).filter(agreement__is_interim=False)
    covered = formal.filter(agreement__customer__isnull=False)
    missing = served.exclude(pk__in=covered.values("agreement__customer"))
    if formal.filter(agreement__level=Level.CORPORATE).exists():
        missing = missing.none()
    reason = ""
    if names := [one.name for one in missing.distinct().order_by("name")]:
        reason = _("Served without a formal agreement in force: %s.") % ", ".join(names)
    return _finding(rows, reason, _("No service level agreement was in force."))


def agreements_with_teams(period: Period, reader: User) -> Finding:
    rows = _agreements(period, reader, Leg.OLA)
    return _finding(rows, "", _("No operational level agreement was in force."))


def contracts_with_suppliers(period: Period, reader: User) -> Finding:
    """Find contracts in force; a gap if a supplier worked for us without one."""
    rows = _agreements(period, reader, Leg.UC)
    handed = Event.objects.named("records.handed_to_supplier").filter(
        occurred_at__gte=period.start, occurred_at__lt=period.end
    )
    worked = {event.facts["supplier"] for event in handed}
    covered = [
        version.agreement.supplier_id
        for leg in (Leg.UC, Leg.OLA)
        for version in _versions(period, reader, leg).select_related("agreement")
    ]
    missing = Organisation.objects.filter(pk__in=worked).exclude(
        pk__in=[pk for pk in covered if pk]
    )
    if names := list(missing.order_by("name").values_list("name", flat=True)):
        reason = _("Worked for us without a contract in force: %s.") % ", ".join(names)
        return Finding(Verdict.GAP, rows, reason=reason)
    if not rows:
        nothing = _("No underpinning contract was in force, and no supplier was asked.")
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    return _finding(rows, "", "")


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


def changes_of_agreements(period: Period, reader: User) -> Finding:
    """Find what became of agreements; there are no change requests to show yet."""
    events = (
        Event.objects.named(*CHANGES)
        .filter(occurred_at__gte=period.start, occurred_at__lt=period.end)
        .filter(item__in=Agreement.objects.visible_to(reader).values("item"))
        .select_related("item__agreement", "actor")
        .order_by("-occurred_at", "-id")
    )
    rows = [_change_row(event) for event in events]
    if not rows:
        return Finding(
            Verdict.NOTHING_OCCURRED,
            reason=_("No agreement was put into force, superseded or terminated."),
        )
    reason = _(
        "Who put each version into force is recorded, but the portal keeps no"
        " change requests behind them yet."
    )
    return Finding(Verdict.GAP, rows, (), reason)


def _change_row(event: Event) -> EvidenceRow:
    words = {
        "agreement.activated": _("Version %s put into force"),
        "agreement.superseded": _("Version %s superseded"),
        "agreement.terminated": _("Version %s terminated"),
        "agreement.renewed": _("Version %s renewed tacitly"),
        "agreement.expired": _("Version %s expired"),
    }
    # They were found by their item.
    agreement = cast(Item, event.item).agreement
    what = words[event.name] % event.facts["version"]
    return EvidenceRow(
        agreement.pk,
        agreement.number,
        agreement.title,
        event.occurred_at,
        ((_("What"), what), (_("By"), str(event.actor))),
    )


def _versions(period: Period, reader: User, leg: str) -> QuerySet[AgreementVersion]:
    zone = get_default_timezone()
    first, last = (at.astimezone(zone).date() for at in (period.start, period.end))
    return AgreementVersion.objects.published().filter(
        Q(valid_to=None) | Q(valid_to__gt=first),
        agreement__in=Agreement.objects.visible_to(reader).filter(leg=leg),
        valid_from__lt=last,
    )


def _agreements(period: Period, reader: User, leg: str) -> list[EvidenceRow]:
    versions = (
        _versions(period, reader, leg)
        .prefetch_related("signatures__person")
        .prefetch_related("targets__budgets", "targets__calendar", "targets__measure")
        .select_related(
            *(f"agreement__{name}" for name in ("item", *PARTIES.values())),
            "activated_by",
        )
        .order_by("-activated_at", "-pk")
    )
    return [
        EvidenceRow(
            version.agreement_id,
            version.agreement.number,
            version.agreement.title,
            version.activated_at or period.start,
            (
                (_("Agreement"), version.agreement.kind_words),
                (_("With"), str(version.agreement.party)),
                *_level(version),
                (_("Version"), str(version.number)),
                (_("Status"), str(VersionStatus(version.status).label)),
                (_("Valid from"), str(version.valid_from)),
                (_("Last day"), str(version.last_day or "–")),
                (_("Targets"), str(len(version.targets.all()))),
                (_("Put into force by"), str(version.activated_by or "–")),
                *[signature_row(one) for one in version.valid_signatures],
                *[_promise(target) for target in version.targets.all()],
            ),
        )
        for version in versions
    ]


def _level(version: AgreementVersion) -> list[tuple[str, str]]:
    agreement = version.agreement
    if not agreement.level:
        return []
    said = ", ".join(heading for _key, heading, _text in sections_of(version))
    return [(_("Level"), agreement.get_level_display()), (_("Says also"), said or "–")]


def _promise(target: Target) -> tuple[str, str]:
    """Return what a target measures, and what it gives to each priority."""
    if target.is_of_period:
        return str(target), f"{goal_words(target)}; {target.calendar.name}"
    budgets = [
        f"{Priority(row.priority).label if row.priority else _('every other')}"
        f" {target_words(target.metric, row.budget)}"
        for row in target.budgets.all()
    ]
    goal = _("goal %s %%") % number_format(target.goal_percent.normalize())
    return str(target), f"{', '.join(budgets)}; {goal}; {target.calendar.name}"


def _finding(rows: list[EvidenceRow], reason: str, nothing: str) -> Finding:
    if not rows:
        return Finding(Verdict.GAP, reason=nothing)
    is_gap = bool(reason) or any(row.is_overdue for row in rows)
    verdict = Verdict.GAP if is_gap else Verdict.EVIDENCED
    return Finding(verdict, rows, (), reason)


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
            gettext_lazy("Reviews with customers at planned intervals."),
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
