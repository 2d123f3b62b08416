"""Why promises were broken, counted by cause."""

from dataclasses import dataclass
from typing import Any, Unpack

from django.db.models import Count, QuerySet

from core.evidence import Period
from core.models import User
from slm.choices import Leg, Verdict
from slm.models import BreachCause, Clock
from slm.selectors.compliance import About, decided_clocks


@dataclass(frozen=True, slots=True)
class CauseLine:
    """How many promises were broken for one cause; none is that it is not given."""

    cause: BreachCause | None
    n: int
    share: float

    @property
    def key(self) -> Any:
        """What the list of clocks is narrowed by."""
        return self.cause.pk if self.cause else "null"


def breached_in(
    period: Period, *, reader: User, leg: str = Leg.SLA, **about: Unpack[About]
) -> QuerySet[Clock]:
    """Return the broken promises of a period that a reader may see."""
    decided = decided_clocks(period, leg=leg, reader=reader, **about)
    return decided.filter(verdict=Verdict.BREACHED)


def breaches_by_cause(
    period: Period, *, reader: User, leg: str = Leg.SLA, **about: Unpack[About]
) -> list[CauseLine]:
    """Return the broken promises of a period by cause, the most frequent first."""
    broken = breached_in(period, reader=reader, leg=leg, **about)
    rows = broken.order_by().values("cause__cause")
    counted = {row["cause__cause"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    known = BreachCause.objects.in_bulk([pk for pk in counted if pk is not None])
    total = sum(counted.values()) or 1
    lines = [
        CauseLine(known.get(pk) if pk is not None else None, n, n / total)
        for pk, n in counted.items()
    ]
    return sorted(lines, key=lambda line: (-line.n, str(line.cause or "")))
