"""Who is told of outages: those who answer for the service, and those who use it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from core.models import Event, User
from notifications.news import News, tells
from notifications.topics import Topic, Wish, register_topic
from slm.choices import OutageState
from slm.lifecycle import CONFIRM, REPORT
from slm.models import Outage
from slm.selectors import service_level_managers
from slm.selectors.telling import representatives_of

GROUP = _("Service levels")
for topic in (
    Topic(
        "outage.course",
        _("A service fails, or works again"),
        GROUP,
        REPORT,
        Wish(mail=False),
    ),
    Topic("outage.disputed", _("A customer disputes an outage"), GROUP, CONFIRM),
    Topic(
        "outage.ours",
        _("A service that we use fails, is to be interrupted, or works again"),
        GROUP,
        "slm.view_own_outages",
        Wish(mail=False),
    ),
):
    register_topic(topic)

TEMPLATE = "slm/outage"
REPORTED = _("%(number)s: %(subject)s fails")
PLANNED = _("%(number)s: %(subject)s is to be interrupted")
ENDED = _("%(number)s: %(subject)s works again")


@tells("outage.reported", "outage.ended")
def tell_of_the_course_of_an_outage(event: Event) -> Iterator[News]:
    outage = _outage_of(event)
    has_begun = PLANNED if outage.is_planned else REPORTED
    subject = ENDED if event.name == "outage.ended" else has_begun
    answering: list[User | Person] = [*service_level_managers()]
    if owner := outage.service.owner:
        answering.append(owner)
    about = _about(event, outage)
    yield News("outage.course", subject, answering, about, TEMPLATE)
    yield News("outage.ours", subject, _users_of(outage), about, TEMPLATE)


@tells("outage.disputed")
def tell_that_an_outage_is_disputed(event: Event) -> Iterator[News]:
    subject = _("%(number)s is disputed: %(subject)s")
    about = _about(event, _outage_of(event))
    yield News("outage.disputed", subject, service_level_managers(), about, TEMPLATE)


@tells("outage.confirmed", "outage.corrected")
def tell_who_disputed_an_outage(event: Event) -> Iterator[News]:
    before, _after = event.changes.get("state", (None, None))
    if before == OutageState.DISPUTED:
        outage = _outage_of(event)
        subject = _("%(number)s was looked into: %(subject)s")
        about = _about(event, outage)
        yield News("outage.ours", subject, _users_of(outage), about, TEMPLATE)


def _outage_of(event: Event) -> Outage:
    rows = Outage.objects.select_related(
        "item", "service__owner__user", "customer", "reported_by"
    )
    return rows.get(item=event.item)


def _users_of(outage: Outage) -> list[User]:
    """Return those who speak for the customers that it befalls."""
    customers = Organisation.objects.filter(entitlements__service=outage.service_id)
    if outage.customer_id:
        customers = customers.filter(pk=outage.customer_id)
    return [one for customer in customers for one in representatives_of(customer)]


def _about(event: Event, outage: Outage) -> dict[str, Any]:
    return {
        "number": outage.number,
        "subject": outage.subject,
        "what": event.name.partition(".")[2],
        "is_planned": outage.is_planned,
        "start": outage.start,
        "end": outage.end,
        "facts": [(_("Users lost"), outage.get_loss_display())],
    }
