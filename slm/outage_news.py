"""Who is told of outages: those who answer for the service, and those who use it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
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

REPORTED = _("%(number)s: %(subject)s fails")
PLANNED = _("%(number)s: %(subject)s is to be interrupted")
ENDED = _("%(number)s: %(subject)s works again")


@later("outage.reported", "outage.ended")
def tell_of_the_course_of_an_outage(
    event: Event, acting_as: User, at: datetime
) -> None:
    outage = _outage_of(event)
    has_begun = PLANNED if outage.is_planned else REPORTED
    subject = ENDED if event.name == "outage.ended" else has_begun
    owner = outage.service.owner
    answering = [*service_level_managers(), *([owner] if owner else [])]
    _tell(event, outage, answering, "outage.course", subject, at)
    _tell(event, outage, _users_of(outage), "outage.ours", subject, at)


@later("outage.disputed")
def tell_that_an_outage_is_disputed(
    event: Event, acting_as: User, at: datetime
) -> None:
    outage = _outage_of(event)
    subject = _("%(number)s is disputed: %(subject)s")
    _tell(event, outage, service_level_managers(), "outage.disputed", subject, at)


@later("outage.confirmed", "outage.corrected")
def tell_who_disputed_an_outage(event: Event, acting_as: User, at: datetime) -> None:
    before, _after = event.changes.get("state", (None, None))
    if before == OutageState.DISPUTED:
        outage = _outage_of(event)
        subject = _("%(number)s was looked into: %(subject)s")
        _tell(event, outage, _users_of(outage), "outage.ours", subject, at)


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


def _tell(
    event: Event,
    outage: Outage,
    recipients: list[Any],
    topic: str,
    subject: Any,
    at: datetime,
) -> None:
    notify(
        event=event,
        recipients=recipients,
        topic=topic,
        subject=subject,
        template="slm/outage",
        context={
            "number": outage.number,
            "subject": outage.subject,
            "what": event.name.partition(".")[2],
            "is_planned": outage.is_planned,
            "start": outage.start,
            "end": outage.end,
            "facts": [(_("Users lost"), outage.get_loss_display())],
        },
        at=at,
    )
