"""What shows that agreements were in force, with whom, and what became of them."""

from typing import cast

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.evidence import EvidenceRow, Finding, Period, Verdict
from core.models import Event, Item, User
from records.choices import Priority
from slm.choices import PARTIES, Leg, Level, VersionStatus
from slm.durations import plain_percent, target_words
from slm.evidence_signatures import signature_row
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors import goal_words, sections_of

CHANGES = (
    *("agreement.activated", "agreement.superseded", "agreement.terminated"),
    *("agreement.renewed", "agreement.expired"),
)


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
    return finding_of(rows, reason, _("No service level agreement was in force."))


def agreements_with_teams(period: Period, reader: User) -> Finding:
    rows = _agreements(period, reader, Leg.OLA)
    return finding_of(rows, "", _("No operational level agreement was in force."))


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
    return finding_of(rows, "", "")


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
    agreements = Agreement.objects.visible_to(reader).filter(leg=leg)
    return AgreementVersion.objects.within(period).filter(agreement__in=agreements)


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
    goal = _("goal %s %%") % number_format(plain_percent(target.goal_percent))
    return str(target), f"{', '.join(budgets)}; {goal}; {target.calendar.name}"


def finding_of(rows: list[EvidenceRow], reason: str, nothing: str) -> Finding:
    """Return what the rows show: a gap without any, for a reason, or if one is late."""
    if not rows:
        return Finding(Verdict.GAP, reason=nothing)
    is_gap = bool(reason) or any(row.is_overdue for row in rows)
    verdict = Verdict.GAP if is_gap else Verdict.EVIDENCED
    return Finding(verdict, rows, (), reason)
