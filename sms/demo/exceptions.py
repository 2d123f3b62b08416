"""Time that does not count: one exclusion approved, and one that waits for a decision."""

from datetime import datetime, timedelta
from typing import Any

from catalogue.models import Service
from core.models import User
from core.periods import first_of, month, shift
from core.system_users import system_user
from slm.models import Exclusion
from slm.services import approve_exclusion, recalculate_clocks, request_exclusion
from sms.demo import world

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def settle_exclusions(anchor: datetime) -> None:
    """Have maintenance of the last days approved, and an outage asked for."""
    if Exclusion.objects.exists():
        return
    agent, manager = (_signing_in(name) for name in ("agent", "manager"))
    services = {one.name: one for one in Service.objects.all()}
    first, second = (services[one.name] for one in world.SERVICES[:2])
    begin = (anchor - 4 * DAY).replace(hour=7, minute=0, second=0)
    planned = request_exclusion(
        exclusion=Exclusion(
            reason="maintenance",
            text="The servers move to the new data centre, as announced to everybody.",
            start=begin,
            end=begin + 9 * HOUR,
            service=first,
        ),
        actor=agent,
        at=begin - 2 * DAY,
    )
    approve_exclusion(
        number=planned.number,
        reason="Announced ten days ahead.",
        actor=manager,
        at=begin - DAY,
    )
    _follow(planned, anchor)
    middle = month(shift(first_of(anchor), -1)).start + 14 * DAY + 8 * HOUR
    request_exclusion(
        exclusion=Exclusion(
            reason="force_majeure",
            text="The river was over its banks; the exchange lay under water.",
            start=middle,
            end=middle + 30 * HOUR,
            service=second,
        ),
        actor=agent,
        at=anchor - 2 * HOUR,
    )


def _follow(exclusion: Exclusion, at: datetime) -> None:
    """Bring the clocks in step: nobody is told of what a demonstration says."""
    step: dict[str, Any] = {"item": exclusion.item, "actor": system_user("slm")}
    recalculate_clocks(**step, at=at, batch=10_000)


def _signing_in(name: str) -> User:
    member = next(one for one in world.PEOPLE if one.sign_in == name)
    return User.objects.get(email=member.email)
