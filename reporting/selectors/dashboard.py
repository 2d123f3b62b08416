"""How the promises stand now and in a month, for whoever runs the service levels."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from core.charts import Chart
from core.models import User
from core.periods import month as month_period
from core.periods import months_until
from reporting.selectors.presentation import compliance_chart, verdict_chart
from slm.models import Clock
from slm.selectors import (
    Breach,
    ComplianceRow,
    Tally,
    breaches,
    compliance,
    compliance_by_month,
    decided_clocks,
    open_clocks,
    tally,
)
from slm.selectors.compliance import About
from slm.selectors.standing import OpenClocks, soonest_due

READ = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """What the dashboard is narrowed to."""

    customer_id: int | None = None
    service_id: int | None = None
    team_id: int | None = None

    def values(self) -> About:
        return {
            "customer_id": self.customer_id,
            "service_id": self.service_id,
            "team_id": self.team_id,
        }


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement in the month, its targets, and its twelve months."""

    number: str
    title: str
    total: Tally
    rows: list[ComplianceRow]
    months: list[Tally]

    @property
    def has_versions(self) -> bool:
        """Whether rows of several versions stand beside each other."""
        return len({row.version for row in self.rows}) > 1


@dataclass(frozen=True, slots=True)
class Dashboard:
    """
    What the dashboard shows as of an instant: now, and of the month up to its end.

    `leaves_out` says that confidential records may be missing from every figure.
    """

    leaves_out: bool
    now: OpenClocks
    soonest: list[Clock]
    month: date
    total: Tally
    agreements: list[AgreementLine]
    charts: list[Chart]
    breaches: list[Breach]
    breaches_as_of: datetime
    holders: list[tuple[str, int]]


def dashboard(
    scope: Scope, *, month: date, reader: User, at: datetime, read: int = READ
) -> Dashboard:
    """
    Return everything on the dashboard, of what the reader may see.

    Of the month's breaches the newest `read` are looked into.
    """
    open_now = Clock.objects.visible_to(reader).promised_to_customers()
    open_now = open_now.about(**scope.values())
    period = month_period(month)
    rows = compliance(period, **scope.values(), reader=reader)
    months = months_until(month)
    series = compliance_by_month(months, **scope.values(), reader=reader)
    decided = decided_clocks(period, **scope.values(), reader=reader)
    as_of = min(period.end, at)
    found = breaches(decided, as_of=as_of, limit=read)
    return Dashboard(
        leaves_out=not reader.has_perm("records.view_confidential"),
        now=open_clocks(open_now),
        soonest=soonest_due(open_now),
        month=month,
        total=tally(rows),
        agreements=_agreements(rows, series, len(months)),
        charts=_charts(months, series[""]),
        breaches=found,
        breaches_as_of=as_of,
        holders=Counter(row.blamed for row in found).most_common(),
    )


def _agreements(
    rows: list[ComplianceRow], series: dict[str, list[Tally]], months: int
) -> list[AgreementLine]:
    grouped: dict[str, list[ComplianceRow]] = {}
    for row in rows:
        grouped.setdefault(row.agreement, []).append(row)
    nothing = [Tally()] * months
    return [
        AgreementLine(
            number,
            members[0].agreement_title,
            tally(members),
            members,
            series.get(number, nothing),
        )
        for number, members in grouped.items()
    ]


def _charts(months: list[date], tallies: list[Tally]) -> list[Chart]:
    trend = [
        {
            "month": month.isoformat(),
            "share": None if row.share is None else str(row.share),
            "met": row.met,
            "breached": row.breached,
        }
        for month, row in zip(months, tallies, strict=True)
    ]
    return [compliance_chart(trend, goal=None), verdict_chart(trend)]
