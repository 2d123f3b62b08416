"""What clocks show on the pages of records and services, and in their lists."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import person_of
from calendars.models import Calendar
from catalogue.models import Service
from core.models import User
from core.panels import Panel, register_panel
from records.models import Record
from slm import (  # noqa: F401 (makes their panels known)
    escalation_panels,
    panels_due,
    panels_mismatches,
    panels_months,
    panels_repairs,
)
from slm.chain_drawing import picture_of
from slm.choices import CatalogueState, Leg, Verdict
from slm.models import (
    AgreedCatalogue,
    Agreement,
    AgreementVersion,
    ChainFault,
    Clock,
    ClockCause,
    Exclusion,
    Repair,
    WhatIf,
)
from slm.negotiating_page import negotiation_of
from slm.permissions import catalogue_moves, may_manage, roles_open_to
from slm.selectors import (
    cards_of,
    promised_times,
    recalculations,
    version_to_show,
)
from slm.selectors.beside import shared_legs, similar_agreements
from slm.selectors.chained import versions_above
from slm.selectors.chains import chain_shown
from slm.selectors.negotiating import offered_to
from slm.selectors.reviewing import review_due
from slm.selectors.said_causes import causes_said
from slm.selectors.sharing import shared_parts
from slm.selectors.sheet import targets_for_service

# What was promised to the customer before what was promised within.
SLA_FIRST = (
    Case(When(leg=Leg.SLA, then=0), When(leg=Leg.OLA, then=1), default=2),
    "metric",
    "pk",
)
FEW = 5


def clock_cards(record: Record, user: User) -> Mapping[str, Any] | None:
    clocks = Clock.objects.visible_to(user).filter(record=record.pk)
    listed = clocks.select_related("team", "supplier").order_by(*SLA_FIRST)
    cards = cards_of(listed, at=timezone.now())
    return {"cards": cards} if cards else None


def promises(record: Record, user: User) -> Mapping[str, Any] | None:
    clocks = Clock.objects.visible_to(user).filter(record=record.pk)
    listed = clocks.promised_to_customers().order_by("metric", "pk")
    cards = cards_of(listed, at=timezone.now())
    return {"cards": cards} if cards else None


def own_promised_times(service: Service, user: User) -> Mapping[str, Any] | None:
    person = person_of(user)
    if person is None:
        return None
    promised = promised_times(service, person.organisation, timezone.now())
    has_news = any(time.news for time in promised)
    return {"promised": promised, "has_news": has_news} if promised else None


def targets_in_force(service: Service, user: User) -> Mapping[str, Any] | None:
    if not user.has_perm("slm.view_agreement"):
        return None
    rules = targets_for_service(service, timezone.now())
    return {"rules": rules} if rules else None


def exclusions_of_agreement(
    agreement: Agreement, user: User
) -> Mapping[str, Any] | None:
    found = Exclusion.objects.visible_to(user).filter(agreement=agreement)
    return _newest(found, f"agreement={agreement.pk}")


def signatures_panel(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """Show how the draft stands between the two sides, else who signed what holds."""
    # Its page loads those that its reader may read, the newest first.
    versions = list(agreement.versions.all())
    draft = next((one for one in versions if one.is_draft), None)
    shown = draft or next(iter(versions), None)
    if shown is None:
        return None
    talks = negotiation_of(shown, user, door="agreement")
    return {"talks": talks, "agreement": agreement, "has_older": len(versions) > 1}


def beside_draft(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """Show whoever drafts what is similar in force, and who shares what it rests on."""
    draft = next((one for one in agreement.versions.all() if one.is_draft), None)
    if draft is None or not user.has_perm("slm.view_agreement"):
        return None
    now = timezone.now()
    found = {
        "similar": similar_agreements(draft, now),
        "shared": shared_legs(draft, now),
        "parts": shared_parts(draft, now),
    }
    return {"agreement": agreement, **found} if any(found.values()) else None


def papers_to_sign(reader: User, user: User) -> Mapping[str, Any] | None:
    """Tell a customer or a supplier at home which agreements and catalogues wait."""
    if not user.has_perm("slm.view_own_agreement"):
        return None
    found = [
        (reverse("offer_detail", args=[one.number]), one.number, one.title)
        for one in offered_to(user)
        if any(roles_open_to(user, draft) for draft in one.versions.all())
    ]
    offered = AgreedCatalogue.objects.visible_to(user).select_related("customer")
    found += [
        (reverse("portal_agreed_catalogue", args=[one.number]), one.number, one.title)
        for one in offered.filter(state=CatalogueState.OFFERED)
        if any(step.name == "agree" for step in catalogue_moves(user, one))
    ]
    return {"papers": found} if found else None


def exclusions_of_service(service: Service, user: User) -> Mapping[str, Any] | None:
    found = Exclusion.objects.visible_to(user).filter(service=service)
    return _newest(found, f"service={service.pk}")


def _newest(found: QuerySet[Exclusion], query: str) -> Mapping[str, Any] | None:
    listed = list(found.select_related("item").order_by("-start", "-pk")[:FEW])
    return {"exclusions": listed, "query": query} if listed else None


def what_ifs_of_agreement(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """Show what was replayed by its terms, and the way to replay the version shown."""
    kept = WhatIf.objects.visible_to(user).filter(agreement=agreement)
    listed = kept.select_related("item", "calendar").annotate(totals=F("data__totals"))
    found = list(listed.defer("data").order_by("-made_at", "-pk")[:FEW])
    if not found:
        return None
    url = reverse("what_if_ask", args=[agreement.number])
    if shown := getattr(agreement, "shown", None):
        url = f"{url}?version={shown.number}"
    may_ask = may_manage(user, agreement)
    return {"what_ifs": found, "url": url if may_ask else ""}


def chain_of_agreement(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """Tell staff what the version on the page rests on, and what rests on it."""
    if not user.has_perm("slm.view_agreement"):
        return None
    versions = list(agreement.versions.all())
    version = getattr(agreement, "shown", None) or version_to_show(
        versions, timezone.localdate()
    )
    chain = chain_shown(version, agreement.day_of(timezone.now()))
    pictures = [(one, picture_of(one)) for one in chain.resting]
    return {
        "agreement": agreement,
        "version": version,
        "chain": chain,
        # Of a draft with a first day they stand among what keeps it from force.
        "are_obstacles_said": version.is_draft and version.valid_from is not None,
        "pictures": pictures,
        "above": versions_above(agreement),
    }


def broken_chains(subject: Any, user: User) -> Mapping[str, Any] | None:
    """Tell on the dashboard which agreements rest on too little by now, as narrowed."""
    seen = Agreement.objects.visible_to(user)
    lasting = AgreementVersion.objects.lasting(timezone.localdate())
    broken = ChainFault.objects.filter(
        mended_at=None,
        version__in=lasting.filter(agreement__in=seen).about(
            **getattr(subject, "about", {})
        ),
    )
    agreements = Agreement.objects.filter(versions__chain_faults__in=broken)
    listed = agreements.select_related("item").distinct().order_by("pk")
    return {"broken": listed} if listed else None


def recalculating(subject: Any, user: User) -> Mapping[str, Any] | None:
    """Tell of changes that clocks do not follow yet; of one on its own page."""
    one = [subject.pk] if isinstance(subject, Calendar | Exclusion | Repair) else []
    found = recalculations(*one)
    return {"recalculations": found} if found else None


def cause_of_breach(clock: Clock, user: User) -> Mapping[str, Any] | None:
    """Why a promise was broken, and for those who may, where to say so."""
    if clock.verdict != Verdict.BREACHED:
        return None
    given = ClockCause.objects.filter(clock=clock.pk).select_related("set_by", "cause")
    return {
        "clock": clock,
        "given": given.first(),
        "said": causes_said("breach.explained", clock.record_id, clock=clock.pk),
        "may_explain": user.has_perm("slm.explain_breach"),
    }


def reviews_of_agreement(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    """When the agreement is reviewed next, for staff."""
    if not user.has_perm("slm.view_agreement"):
        return None
    now = timezone.now()
    due = review_due(agreement, now)
    if due is None:
        return None
    is_overdue = due.is_overdue(timezone.localdate())
    may_plan = may_manage(user, agreement)
    return {"due": due, "is_overdue": is_overdue, "may_plan": may_plan}


register_panel(Panel("clock.main", "slm/cause_of_breach.html", cause_of_breach, 10))
register_panel(
    Panel("agreement.facts", "slm/reviews_of_agreement.html", reviews_of_agreement, 70)
)


register_panel(Panel("record.header", "slm/clock_cards.html", clock_cards, 10))
register_panel(Panel("portal_record.facts", "slm/promises.html", promises, 10))
register_panel(Panel("service.main", "slm/service_targets.html", targets_in_force, 40))
register_panel(
    Panel("portal_service.main", "slm/promised_times.html", own_promised_times, 10)
)
register_panel(
    Panel("agreement.main", "slm/exclusions.html", exclusions_of_agreement, 60)
)
register_panel(Panel("agreement.main", "slm/negotiation.html", signatures_panel, 5))
register_panel(Panel("agreement.main", "slm/beside_draft.html", beside_draft, 8))
register_panel(
    Panel("portal_home.asking", "slm/papers_to_sign.html", papers_to_sign, 5)
)
register_panel(Panel("service.main", "slm/exclusions.html", exclusions_of_service, 60))
register_panel(Panel("agreement.main", "slm/chain_panel.html", chain_of_agreement, 30))
register_panel(Panel("agreement.main", "slm/what_ifs.html", what_ifs_of_agreement, 65))
register_panel(Panel("dashboard.main", "slm/broken_chains.html", broken_chains, 30))
for slot in ("operations.main", "calendar.main", "exclusion.main", "repair.main"):
    register_panel(Panel(slot, "slm/recalculations.html", recalculating, 20))
