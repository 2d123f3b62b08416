"""Time that does not count: one exclusion approved, and one that waits for a decision."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from catalogue.models import Service
from core.models import User
from core.periods import first_of, month, shift
from core.system_users import system_user
from slm.choices import Verdict
from slm.models import Clock, Exclusion
from slm.services import approve_exclusion, recalculate_clocks, request_exclusion
from sms.demo import world

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def settle_exclusions(anchor: datetime) -> None:
    """Have maintenance of the last days approved, and an outage asked for."""
    if Exclusion.objects.exists():
        return
    agent, manager = (signing_in(name) for name in ("agent", "manager"))
    services = {one.name: one for one in Service.objects.all()}
    first = services[world.SERVICES[0].name]
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
        reason="Announced ten days ahead, and done in that time.",
        actor=manager,
        at=anchor,
    )
    _follow(planned, anchor)
    late = _narrowly_late(anchor)
    if late is None or late.late_from is None:
        return
    request_exclusion(
        exclusion=Exclusion(
            reason="force_majeure",
            text="The river was over its banks; the exchange lay under water.",
            start=late.late_from - 20 * HOUR,
            end=late.late_from + 10 * HOUR,
            service=late.record.service,
        ),
        actor=agent,
        at=anchor - 2 * HOUR,
    )


def _narrowly_late(anchor: datetime) -> Clock | None:
    """Return a promise of last month that was broken by little."""
    last = month(shift(first_of(anchor), -1))
    clocks = Clock.objects.promised_to_customers().decided_within(last)
    broken = clocks.filter(
        verdict=Verdict.BREACHED,
        stopped_at__isnull=False,
        record__service__isnull=False,
        record__is_confidential=False,
    )
    overrun = F("elapsed_seconds") - F("budget_seconds")
    return broken.select_related("record__service").order_by(overrun, "pk").first()


def _follow(exclusion: Exclusion, at: datetime) -> None:
    """Bring the clocks in step: nobody is told of what a demonstration says."""
    step: dict[str, Any] = {"item": exclusion.item, "actor": system_user("slm")}
    recalculate_clocks(**step, at=at, batch=10_000)


def signing_in(name: str) -> User:
    """Return who signs in under that name."""
    member = next(one for one in world.PEOPLE if one.sign_in == name)
    return User.objects.get(email=member.email)
