"""Who is told of what happens to an agreement: the other side, owners, managers."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from slm.models import Agreement, AgreementVersion
from slm.selectors import service_level_managers
from slm.selectors.negotiating import (
    applying_after,
    managers_of_contracts,
    other_side_of,
    owners_of,
    signers_of,
)

GROUP = _("Service levels")
for topic in (
    Topic("agreement.talks", _("An agreement is negotiated with us or by me"), GROUP),
    Topic(
        "agreement.dates",
        _("An agreement ends, renews or is to be reviewed"),
        GROUP,
        "slm.view_agreement",
    ),
):
    register_topic(topic)

TALKS = {
    "agreement.offered": _("%(number)s is offered to be signed: %(title)s"),
    "agreement.offer_declined": _("%(number)s was declined: %(title)s"),
    "agreement.offer_withdrawn": _("%(number)s is no longer offered: %(title)s"),
    "agreement.signatures_voided": _(
        "%(number)s: the wording changed, signatures are void – %(title)s"
    ),
    "agreement.signed": _("%(number)s was signed: %(title)s"),
    "agreement.commented": _("%(number)s: a comment – %(title)s"),
    "agreement.activated": _("%(number)s is put into force: %(title)s"),
    "agreement.terminated": _("%(number)s was terminated: %(title)s"),
    "agreement.superseded": _("%(number)s gives way to another: %(title)s"),
}
DATES = {
    "agreement.ends_soon": _("%(number)s ends, or can be ended, soon: %(title)s"),
    "agreement.expired": _("%(number)s has expired: %(title)s"),
    "agreement.renewed": _("%(number)s has renewed itself: %(title)s"),
    "agreement.not_renewed": _("%(number)s could not renew itself: %(title)s"),
    "agreement.review_due": _("%(number)s is to be reviewed: %(title)s"),
}


@tells(*TALKS)
def tell_the_two_sides(event: Event) -> Iterator[News]:
    agreement, version = _found(event)
    if version is None:
        # The draft was discarded meanwhile.
        return
    if event.facts.get("agreement") == agreement.number:
        # Its own next version: that this is in force they are told already.
        return
    if event.facts.get("is_internal"):
        recipients: Iterable[User] = [
            *service_level_managers(),
            *managers_of_contracts(agreement),
        ]
    else:
        recipients = [
            *service_level_managers(),
            *other_side_of(agreement),
            *owners_of(version),
            *managers_of_contracts(agreement),
            *signers_of(event.facts.get("signatures", [])),
        ]
    ending = {"last": version.last_day, "by": event.facts.get("agreement", "")}
    context = _about(event, agreement) | ending
    yield News("agreement.talks", TALKS[event.name], recipients, context)


@tells(*DATES)
def tell_of_the_days_of_agreements(event: Event) -> Iterator[News]:
    agreement, version = _found(event)
    if version is None:
        return
    recipients = [
        *service_level_managers(),
        *owners_of(version),
        *managers_of_contracts(agreement),
    ]
    names = ("until", "deadline", "review_on")
    days = {
        name: date_format(date.fromisoformat(event.facts[name]), "j M Y")
        for name in names
        if event.facts.get(name)
    }
    flags = {name: event.facts.get(name, False) for name in ("is_notice", "is_bare")}
    applies = ", ".join(str(one) for one in applying_after(version))
    context = _about(event, agreement) | days | flags | {"applies": applies}
    yield News("agreement.dates", DATES[event.name], recipients, context)


def _found(event: Event) -> tuple[Agreement, AgreementVersion | None]:
    agreement = Agreement.objects.select_related("item").get(item=event.item)
    versions = agreement.versions.select_related("agreement")
    return agreement, versions.filter(number=event.facts["version"]).first()


def _about(event: Event, agreement: Agreement) -> dict[str, Any]:
    return {
        "number": agreement.number,
        "title": agreement.title,
        "what": event.name.partition(".")[2],
        "facts": [(_("With"), str(agreement.party))],
    }
