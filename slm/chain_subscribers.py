"""Chains are checked again whenever something changes below them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from core.subscriptions import later
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from slm.choices import Leg
from slm.models import Agreement
from slm.selectors import CHANGED, service_level_managers
from slm.services import recheck_chains

register_topic(
    Topic(
        "slm.chain",
        _("What a promise rests on does not bear it"),
        _("Service levels"),
        "slm.manage_agreement",
    )
)


@later("agreement.activated", "agreement.terminated")
def check_what_rests_on_an_agreement(
    event: Event, acting_as: User, at: datetime
) -> None:
    agreement = Agreement.objects.get(item=event.item)
    if agreement.leg != Leg.SLA:
        number = agreement.number
        recheck_chains(legs=[agreement.pk], because=number, actor=acting_as, at=at)


@later(*CHANGED["calendar"])
def check_chains_by_a_changed_calendar(
    event: Event, acting_as: User, at: datetime
) -> None:
    if event.name == "calendar.changed" and event.item:
        recheck_chains(because=event.item.number, actor=acting_as, at=at)


@tells("agreement.chain_broken")
def tell_that_a_chain_is_broken(event: Event) -> Iterator[News]:
    agreement = Agreement.objects.select_related(
        "item", "customer", "team", "supplier"
    ).get(item=event.item)
    legs = {code.rsplit(" ", 1)[-1] for code in event.facts["faults"]}
    facts = [
        (_("With"), agreement.party),
        (_("Because of"), event.facts["because"] or "–"),
        (_("Rests on"), ", ".join(sorted(legs - {"-"})) or "–"),
    ]
    context = {"number": agreement.number, "title": agreement.title, "facts": facts}
    subject = _("%(number)s does not rest on enough – %(title)s")
    who = service_level_managers()
    yield News("slm.chain", subject, who, context, template="slm/chain_broken")
