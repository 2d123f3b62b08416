"""Who is told what waits for a decision or an answer: needs, repairs, months, what-ifs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.models import Event
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from slm.choices import PeriodMetric
from slm.lifecycle import DECIDE, DECIDE_REPAIR
from slm.models import (
    Agreement,
    Repair,
    ServiceLevelRequirement,
    Target,
    WhatIf,
)
from slm.permissions import MANAGE, TERMS
from slm.selectors import service_level_managers
from slm.selectors.deciding import deciders
from slm.selectors.negotiating import managers_of_contracts
from slm.selectors.telling import administrators, representatives_of

GROUP = _("Service levels")
for topic in (
    Topic("requirement.raised", _("A customer says what it needs"), GROUP, MANAGE),
    Topic("requirement.answered", _("A need of ours is answered"), GROUP, TERMS),
    Topic("repair.requested", _("A repair waits for a decision"), GROUP, DECIDE_REPAIR),
    Topic(
        "repair.decided",
        _("A repair that I requested is decided"),
        GROUP,
        "slm.request_repair",
    ),
    Topic("promise.moved", _("Times promised to us were moved"), GROUP, TERMS),
    Topic(
        "period.doubted",
        _("A closed month reads otherwise by now"),
        GROUP,
        "slm.close_period",
    ),
    Topic(
        "month.allowance",
        _("A target of the month is about to be missed, or can no longer be kept"),
        GROUP,
        "slm.view_agreement",
    ),
    Topic("what_if.ready", _("A what-if that I asked for is ready"), GROUP, MANAGE),
    Topic(
        "decision.nobody",
        _("Something is requested on which nobody may decide"),
        GROUP,
        "accounts.manage_people",
    ),
):
    register_topic(topic)


@tells("requirement.gathered")
def tell_that_a_customer_needs_something(event: Event) -> Iterator[News]:
    need = _need_of(event)
    subject = _("%(number)s: %(customer)s needs something – %(title)s")
    about = {"customer": str(need.customer), "about": need.about, "quote": need.need}
    context = _named(need) | about
    yield News("requirement.raised", subject, service_level_managers(), context)


@tells("requirement.resolved", "requirement.documented")
def tell_what_becomes_of_a_need(event: Event) -> Iterator[News]:
    need = _need_of(event)
    subject = _("%(number)s is answered: %(title)s")
    facts = [
        (_("What is done about it"), need.get_resolution_display()),
        (_("Answered"), need.get_coverage_display()),
    ]
    context = _named(need) | {"facts": facts, "quote": need.reason}
    customer = representatives_of(need.customer)
    yield News("requirement.answered", subject, customer, context)


def _need_of(event: Event) -> ServiceLevelRequirement:
    needs = ServiceLevelRequirement.objects.select_related(
        "item", "customer", "service"
    )
    return needs.get(item=event.item)


def _named(thing: ServiceLevelRequirement | Agreement) -> dict[str, Any]:
    return {"number": thing.number, "title": thing.title}


DECIDED_BY = {"exclusion.requested": DECIDE, "repair.requested": DECIDE_REPAIR}


@tells(*DECIDED_BY)
def tell_administrators_that_nobody_may_decide(event: Event) -> Iterator[News]:
    if event.item is None or deciders(DECIDED_BY[event.name], event.actor, event.item):
        return
    context = {"number": event.item.number, "who": str(event.actor)}
    subject = _("%(number)s waits, and nobody may decide on it")
    yield News("decision.nobody", subject, administrators(), context)


@tells("repair.requested")
def tell_who_decides_on_repairs(event: Event) -> Iterator[News]:
    repair = _repair_of(event)
    subject = _("%(number)s: the past is to be counted otherwise")
    why = {"who": str(repair.requested_by), "quote": repair.text}
    context = _dated(repair) | why
    who = deciders(DECIDE_REPAIR, repair.requested_by, event.item)
    yield News("repair.requested", subject, who, context)


@tells("repair.approved", "repair.rejected")
def tell_who_requested_a_repair(event: Event) -> Iterator[News]:
    repair = _repair_of(event)
    why = repair.decision_reason
    context = _dated(repair) | {
        "state": repair.get_state_display(),
        "facts": [(_("Why"), why)] if why else [],
    }
    subject = _("%(number)s: %(state)s")
    yield News("repair.decided", subject, [repair.requested_by], context)


@tells("agreement.times_moved")
def tell_a_customer_that_times_were_moved(event: Event) -> Iterator[News]:
    facts = event.facts
    agreement = Agreement.objects.select_related("item").get(item=event.item)
    context = _named(agreement) | {
        "moved": facts["moved"],
        "of_hours": facts["of_hours"],
        "records": ", ".join(facts["records"]),
    }
    subject = _("%(number)s: times that we promised you were moved – %(title)s")
    customer = Organisation.objects.get(pk=facts["customer"])
    yield News("promise.moved", subject, representatives_of(customer), context)


def _repair_of(event: Event) -> Repair:
    return Repair.objects.select_related("item", "requested_by").get(item=event.item)


def _dated(repair: Repair) -> dict[str, Any]:
    return {"number": repair.number, "day": repair.effective_on}


@tells("period.doubted")
def tell_that_a_month_reads_otherwise(event: Event) -> Iterator[News]:
    agreement = Agreement.objects.select_related("item").get(item=event.item)
    month = datetime.fromisoformat(event.facts["month"]).date()
    context = _named(agreement) | {"month": month, "revision": event.facts["revision"]}
    subject = _("%(number)s: a closed month is to be revised – %(title)s")
    yield News("period.doubted", subject, service_level_managers(), context)


@tells("agreement.allowance_used")
def tell_that_a_month_is_used_up(event: Event) -> Iterator[News]:
    facts = event.facts
    agreement = Agreement.objects.select_related("item").get(item=event.item)
    target = Target.objects.get(pk=facts["target"])
    service = Service.objects.filter(pk=facts["service"]).first()
    context = _named(agreement) | {
        "target": target.name or PeriodMetric(target.metric).label,
        "facts": [(_("Service"), str(service))] if service else [],
        "month": datetime.fromisoformat(facts["month"]).date(),
        "percent": facts["percent"],
        "is_lost": facts["is_lost"],
    }
    subject = _(
        "%(number)s: %(percent)s %% of what the month allows is used – %(title)s"
    )
    recipients = [*service_level_managers(), *managers_of_contracts(agreement)]
    yield News("month.allowance", subject, recipients, context)


@tells("what_if.made")
def tell_that_a_what_if_is_ready(event: Event) -> Iterator[News]:
    rows = WhatIf.objects.select_related("item", "agreement", "made_by")
    what_if = rows.get(item=event.item)
    context = {
        "number": what_if.number,
        "title": what_if.agreement.title,
        "first": what_if.first_on,
        "last": what_if.last_on,
        "records": event.facts["records"],
        "differing": event.facts["differing"],
    }
    subject = _("%(number)s is ready: %(title)s")
    # It was asked for long before, and done by a worker.
    yield News("what_if.ready", subject, [what_if.made_by], context, is_own=True)
