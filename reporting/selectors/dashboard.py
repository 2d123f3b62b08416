"""How the promises stand now and in a month, for whoever runs the service levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.charts import Chart
from core.models import User
from core.periods import Unit
from core.periods import month as month_period
from reporting.selectors.drawing import compliance_chart, verdict_chart
from slm.choices import Leg
from slm.models import Clock
from slm.selectors import (
    Breach,
    Compliance,
    Hint,
    MonthRow,
    Tally,
    agreements_kept,
    breaches,
    decided_clocks,
    improvement_hints,
    open_clocks,
)
from slm.selectors.breach_causes import CauseLine, breaches_by_cause
from slm.selectors.compliance import About
from slm.selectors.standing import OpenClocks, soonest_due

READ = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """What the dashboard is narrowed to."""

    customer_id: int | None = None
    service_id: int | None = None
    team_id: int | None = None
    supplier_id: int | None = None

    @property
    def leg(self) -> Leg:
        """Whose promises are shown: ours to customers, or those of a supplier to us."""
        return Leg.SLA if self.supplier_id is None else Leg.UC

    def values(self) -> About:
        return {
            "customer_id": self.customer_id,
            "service_id": self.service_id,
            "team_id": self.team_id,
            "supplier_id": self.supplier_id,
        }


@dataclass(frozen=True, slots=True)
class HolderLine:
    """In whose hands promises were when they were broken, and which clocks these are."""

    name: str
    clocks: Sequence[int]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """
    What the dashboard shows as of an instant: now, and of the month up to its end.

    `leaves_out` says that confidential records may be missing from what is not frozen.
    """

    scope: Scope
    leaves_out: bool
    now: OpenClocks
    soonest: list[Clock]
    kept: Compliance
    charts: list[Chart]
    hints: list[Hint]
    breaches: list[Breach]
    breaches_as_of: datetime
    holders: list[HolderLine]
    causes: list[CauseLine]

    @property
    def about(self) -> About:
        """What it is narrowed to, as panels of lower apps take it."""
        return self.scope.values()

    @property
    def month(self) -> date:
        return self.kept.first

    @property
    def months(self) -> list[MonthRow]:
        """The targets of the month as a whole, of all agreements."""
        return [row for one in self.kept.agreements for row in one.months]

    @property
    def total(self) -> Tally:
        return self.kept.total


def dashboard(
    scope: Scope, *, month: date, reader: User, at: datetime, read: int = READ
) -> Dashboard:
    """
    Return everything on the dashboard, of what the reader may see.

    The month as the page of compliance has it: frozen if it is closed. Of its breaches
    the newest `read` are looked into.
    """
    period, about = month_period(month), scope.values()
    asked: dict[str, Any] = {"leg": scope.leg, "reader": reader}
    seen = Clock.objects.visible_to(reader).filter(leg=scope.leg).about(**about)
    kept = agreements_kept(Unit.MONTH, month, at=at, **asked, **about)
    decided = decided_clocks(period, **asked, **about)
    as_of = min(period.end, at)
    found = breaches(decided, as_of=as_of, limit=read)
    return Dashboard(
        scope=scope,
        leaves_out=not reader.has_perm("records.view_confidential"),
        now=open_clocks(seen),
        soonest=soonest_due(seen),
        kept=kept,
        charts=_charts(kept),
        hints=_hints(scope, kept, reader),
        breaches=found,
        breaches_as_of=as_of,
        holders=_holders(found),
        causes=breaches_by_cause(period, **asked, **about),
    )


def _hints(scope: Scope, kept: Compliance, reader: User) -> list[Hint]:
    # They are about the whole of an agreement.
    if scope.leg != Leg.SLA or scope.service_id or scope.team_id:
        return []
    return improvement_hints(kept, reader=reader)


def _holders(found: Sequence[Breach]) -> list[HolderLine]:
    held: dict[str, list[int]] = {}
    for row in found:
        held.setdefault(row.blamed, []).append(row.clock_id)
    lines = [HolderLine(name, clocks) for name, clocks in held.items()]
    return sorted(lines, key=lambda one: -len(one.clocks))


def _charts(kept: Compliance) -> list[Chart]:
    trend = [
        {
            "month": month.isoformat(),
            "share": None if row.share is None else str(row.share),
            "met": row.met,
            "breached": row.breached,
        }
        for month, row in zip(kept.periods, kept.trend, strict=True)
    ]
    return [compliance_chart(trend, goal=None), verdict_chart(trend)]
