"""Outages of several months, and a response time that a probe measures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from catalogue.models import Service
from core.models import User
from slm.choices import Loss, OutageSource
from slm.models import Measure, Outage
from slm.services import (
    OutageTerms,
    confirm_outage,
    dispute_outage,
    record_values,
    report_outage,
)
from sms.demo import world
from sms.demo.exceptions import signing_in

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MAIL, NETWORK, REMOTE = "E-mail and calendar", "Office network", "Remote access"
PROBED = "Opening the remote desktop"
PROBE_DAYS = 100


@dataclass(frozen=True, slots=True)
class Story:
    """An outage as it will have been: so many days ago, at that hour, so many minutes."""

    service: str
    days_ago: int
    hour: int
    minutes: int
    text: str
    component: str = ""
    loss: str = Loss.FULL
    users: int | None = None
    customer: str = ""
    is_planned: bool = False
    source: str = OutageSource.HAND


STORIES = (
    Story(
        MAIL, 96, 9, 95, "The store of mailboxes was full.", "Mailbox store", users=900
    ),
    Story(
        NETWORK,
        71,
        13,
        220,
        "Half of the wireless network in the south wing was slow.",
        "Wireless controller",
        Loss.PARTIAL,
        180,
    ),
    Story(
        MAIL,
        45,
        20,
        180,
        "The mail servers get new disks, as announced.",
        "Mailbox store",
        is_planned=True,
        users=0,
    ),
    Story(
        NETWORK,
        33,
        8,
        150,
        "A digger cut the line to the site.",
        "First line to the sites",
        users=340,
        customer=world.ALDER,
        source=OutageSource.MONITORING,
    ),
    Story(
        MAIL,
        12,
        10,
        130,
        "Sending was slow while a filter was rebuilt.",
        "Mail filter",
        Loss.PARTIAL,
        420,
    ),
    Story(
        REMOTE,
        6,
        7,
        40,
        "One of two gateways failed; the other took over.",
        "Gateway A",
        Loss.NONE,
        0,
        source=OutageSource.MONITORING,
    ),
)


@transaction.atomic
def settle_outages(anchor: datetime) -> None:
    """Have outages reported and confirmed, one disputed; and values measured."""
    if Outage.objects.exists():
        return
    services = {one.name: one for one in Service.objects.all()}
    customers = {one.name: one for one in Organisation.objects.customers()}
    agent, manager = signing_in("agent"), signing_in("manager")
    for place, story in enumerate(STORIES):
        made = _report(story, place, services, customers, agent, anchor)
        if story.days_ago > 30:
            at = max(made.reported_at, made.end or made.start) + 2 * DAY
            confirm_outage(number=made.number, actor=manager, at=at)
    disputed = Outage.objects.get(service__name=NETWORK, loss=Loss.FULL)
    dispute_outage(
        number=disputed.number,
        reason="Our telephones were dead until noon as well.",
        actor=signing_in("customer"),
        at=anchor - 5 * DAY,
    )
    _measure(anchor, manager)


def _report(
    story: Story,
    place: int,
    services: dict[str, Service],
    customers: dict[str, Organisation],
    agent: User,
    anchor: datetime,
) -> Outage:
    start = (anchor - story.days_ago * DAY).replace(
        hour=story.hour, minute=10, second=0, microsecond=0
    )
    end = start + story.minutes * MINUTE
    course: dict[str, Any] = {}
    if not story.is_planned:
        part = story.minutes * MINUTE / 10
        course = {
            "detected_at": start + part,
            "responded_at": start + 2 * part,
            "repaired_at": start + 8 * part,
        }
    return report_outage(
        terms=OutageTerms(
            service=services[story.service],
            component=story.component,
            customer=customers.get(story.customer),
            loss=story.loss,
            users=story.users,
            is_planned=story.is_planned,
            start=start,
            end=end,
            text=story.text,
            **course,
        ),
        source=story.source,
        reference=f"ALARM-{1000 + place}"
        if story.source == OutageSource.MONITORING
        else "",
        actor=agent,
        at=start - 7 * DAY if story.is_planned else end + HOUR,
    )


def _measure(anchor: datetime, manager: User) -> None:
    """Have the probe measure four times a day, but for two days on which it was off."""
    measure = Measure.objects.filter(name=PROBED).first()
    if measure is None:
        return
    chance = Random(anchor.toordinal())
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    values = [
        (midnight - day * DAY + hour * HOUR, Decimal(chance.randint(900, 1900)))
        for day in range(1, PROBE_DAYS)
        if day not in (40, 41)
        for hour in (8, 11, 14, 17)
    ]
    record_values(
        number=measure.number, values=values, how="Probe", actor=manager, at=anchor
    )
