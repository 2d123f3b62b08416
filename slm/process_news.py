"""Who is told what waits for a decision or an answer: needs, repairs, months, what-ifs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
from notifications.topics import Topic, register_topic
from slm.lifecycle import DECIDE_REPAIR
from slm.models import Agreement, Repair, ServiceLevelRequirement, WhatIf
from slm.permissions import MANAGE, TERMS
from slm.selectors import service_level_managers
from slm.selectors.telling import representatives_of

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
    Topic(
        "period.doubted",
        _("A closed month reads otherwise by now"),
        GROUP,
        "slm.close_period",
    ),
    Topic("what_if.ready", _("A what-if that I asked for is ready"), GROUP, MANAGE),
):
    register_topic(topic)


@later("requirement.gathered")
def tell_that_a_customer_needs_something(
    event: Event, acting_as: User, at: datetime
) -> None:
    need = _need_of(event)
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="requirement.raised",
        subject=_("%(number)s: %(customer)s needs something – %(title)s"),
        template="slm/requirement_raised",
        context={
            "number": need.number,
            "title": need.title,
            "customer": str(need.customer),
            "about": need.about,
            "quote": need.need,
        },
        at=at,
    )


@later("requirement.resolved", "requirement.documented")
def tell_what_becomes_of_a_need(event: Event, acting_as: User, at: datetime) -> None:
    need = _need_of(event)
    notify(
        event=event,
        recipients=representatives_of(need.customer),
        topic="requirement.answered",
        subject=_("%(number)s is answered: %(title)s"),
        template="slm/requirement_answered",
        context={
            "number": need.number,
            "title": need.title,
            "facts": [
                (_("What is done about it"), need.get_resolution_display()),
                (_("Answered"), need.get_coverage_display()),
            ],
            "quote": need.reason,
        },
        at=at,
    )


def _need_of(event: Event) -> ServiceLevelRequirement:
    needs = ServiceLevelRequirement.objects.select_related(
        "item", "customer", "service"
    )
    return needs.get(item=event.item)


@later("repair.requested")
def tell_who_decides_on_repairs(event: Event, acting_as: User, at: datetime) -> None:
    repair = _repair_of(event)
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="repair.requested",
        subject=_("%(number)s: the past is to be counted otherwise"),
        template="slm/repair_requested",
        context={
            "number": repair.number,
            "who": str(repair.requested_by),
            "day": repair.effective_on,
            "quote": repair.text,
        },
        at=at,
    )


@later("repair.approved", "repair.rejected")
def tell_who_requested_a_repair(event: Event, acting_as: User, at: datetime) -> None:
    repair = _repair_of(event)
    why = repair.decision_reason
    notify(
        event=event,
        recipients=[repair.requested_by],
        topic="repair.decided",
        subject=_("%(number)s: %(state)s"),
        template="slm/repair_decided",
        context={
            "number": repair.number,
            "state": repair.get_state_display(),
            "day": repair.effective_on,
            "facts": [(_("Why"), why)] if why else [],
        },
        at=at,
    )


def _repair_of(event: Event) -> Repair:
    return Repair.objects.select_related("item", "requested_by").get(item=event.item)


@later("period.doubted")
def tell_that_a_month_reads_otherwise(
    event: Event, acting_as: User, at: datetime
) -> None:
    agreement = Agreement.objects.select_related("item").get(item=event.item)
    month = datetime.fromisoformat(event.facts["month"]).date()
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="period.doubted",
        subject=_("%(number)s: a closed month is to be revised – %(title)s"),
        template="slm/period_doubted",
        context={
            "number": agreement.number,
            "title": agreement.title,
            "month": month,
            "revision": event.facts["revision"],
        },
        at=at,
    )


@later("what_if.made")
def tell_that_a_what_if_is_ready(event: Event, acting_as: User, at: datetime) -> None:
    rows = WhatIf.objects.select_related("item", "agreement", "made_by")
    what_if = rows.get(item=event.item)
    notify(
        event=event,
        recipients=[what_if.made_by],
        topic="what_if.ready",
        subject=_("%(number)s is ready: %(title)s"),
        template="slm/what_if_ready",
        context={
            "number": what_if.number,
            "title": what_if.agreement.title,
            "first": what_if.first_on,
            "last": what_if.last_on,
            "records": event.facts["records"],
            "differing": event.facts["differing"],
        },
        # It was asked for long before, and done by a worker.
        is_own=True,
        at=at,
    )
