"""Lives of incidents by the throw of dice, through the services."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from accounts.models import Organisation, Team
from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    close_incident,
    open_incident,
    reopen_incident,
    start_incident,
)
from tests.slm.acts import (
    answered,
    classify,
    hold,
    pend,
    resolve,
    resume,
    supply,
    take_back,
    write,
)
from tests.slm.on_the_wall import FIRST

MINUTE = timedelta(minutes=1)


def start(_dice, one, at, agent):
    start_incident(number=one.number, actor=agent, at=at)


def reclassify(dice, one, at, agent):
    impact, urgency = dice.randint(1, 3), dice.randint(1, 3)
    classify(one, agent, at, impact=impact, urgency=urgency, reason="x")


def reopen(_dice, one, at, agent):
    reopen_incident(number=one.number, reason="x", actor=agent, at=at)


def close(_dice, one, at, agent):
    close_incident(number=one.number, actor=agent, at=at)


def cancel_now_and_then(dice, one, at, agent):
    if dice.random() < 0.15:
        cancel_incident(number=one.number, reason="x", actor=agent, at=at)


def hand_over(dice, one, at, agent):
    hold(one, agent, dice.choice(list(Team.objects.order_by("pk"))), at)


def give_to_supplier(dice, one, at, agent):
    suppliers = list(Organisation.objects.suppliers().order_by("pk"))
    is_in_control = dice.random() < 0.5
    supply(one, agent, dice.choice(suppliers), at, is_in_control=is_in_control)


# What may happen to an incident; some of it will be refused.
ACTS: list[Callable[[random.Random, Incident, datetime, User], object]] = [
    start,
    reclassify,
    reopen,
    close,
    cancel_now_and_then,
    hand_over,
    give_to_supplier,
    give_to_supplier,
    lambda _dice, one, at, agent: take_back(one, agent, at),
    lambda _dice, one, at, agent: answered(one, agent, at, text="x"),
    lambda _dice, one, at, agent: pend(one, agent, at),
    lambda _dice, one, at, agent: pend(one, agent, at, "supplier"),
    lambda _dice, one, at, agent: resume(one, agent, at),
    lambda _dice, one, at, agent: write(one, agent, at),
    lambda _dice, one, at, agent: resolve(one, agent, at),
]


def live(dice: random.Random, incident: Incident, agent: User) -> None:
    """Open an incident some day of the first month, and let things happen to it."""
    at = FIRST + dice.randrange(30 * 24 * 60) * MINUTE
    opened = open_incident(incident=incident, actor=agent, at=at)
    for _act in range(dice.randint(1, 9)):
        at += dice.choice((0, 7, 50, 400, 1500, 4000)) * MINUTE
        try:
            dice.choice(ACTS)(dice, opened, at, agent)
        except (TransitionNotAllowed, ValidationError):
            continue
