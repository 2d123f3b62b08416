"""What may still be missed while a period runs, and whether its goal is in danger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Unpack

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from core.evidence import Period
from core.models import User
from slm.choices import Outlook
from slm.models import Clock
from slm.selectors.compliance import About, ComplianceRow
from slm.selectors.standing import IN_LIST, with_risk, with_status

SHOWN = 10


@dataclass(frozen=True, slots=True)
class OpenOnes:
    """Open clocks of a target that may be decided within the period; those at risk."""

    due: int = 0
    at_risk: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    How many more of a target may be missed in a period that runs.

    Expected are as many as there were, at the same rate until the end, and no fewer than
    were decided or fall due by then. Of these the goal allows a share to be missed,
    rounded down.
    """

    decided: int
    breached: int
    due: int
    at_risk: int
    expected: int
    allowed: int

    @property
    def left(self) -> int:
        """How many more may be missed; negative once the goal is out of reach."""
        return self.allowed - self.breached

    @property
    def words(self) -> str:
        """How many were missed, and how many more may be."""
        told = {"missed": self.breached, "allowed": self.allowed}
        if self.outlook == Outlook.LOST:
            return _("lost: %(missed)s missed, %(allowed)s were allowed") % told
        text = _("%(missed)s missed; %(left)s more may be, of about %(expected)s")
        return text % {**told, "left": self.left, "expected": self.expected}

    @property
    def outlook(self) -> Outlook:
        if self.left < 0:
            return Outlook.LOST
        is_used_up = self.breached > 0 and self.left == 0
        if is_used_up or self.at_risk > self.left:
            return Outlook.AT_RISK
        if not self.decided:
            return Outlook.NOTHING
        return Outlook.SAFE if self.left else Outlook.TIGHT


def forecast_of(
    row: ComplianceRow, ahead: OpenOnes, *, period: Period, at: datetime
) -> Forecast:
    """Return the forecast for a target as of an instant of the period; see `Forecast`."""
    gone = (at - period.start).total_seconds()
    whole = (period.end - period.start).total_seconds()
    at_this_rate = round(row.n * whole / gone) if gone > 0 else row.n
    expected = max(at_this_rate, row.n + ahead.due)
    may_fail = Decimal(100) - row.goal_percent
    allowed = (may_fail * expected / 100).to_integral_value(ROUND_FLOOR)
    return Forecast(
        row.n, row.breached, ahead.due, ahead.at_risk, expected, int(allowed)
    )


def forecasts(
    rows: Iterable[ComplianceRow], *, period: Period, reader: User, at: datetime
) -> dict[int, Forecast]:
    """Return, by budget, what may still be missed; nothing of a period that is over."""
    if not period.start <= at < period.end:
        return {}
    ahead = _open_ones(period, reader)
    nothing = OpenOnes()
    return {
        row.budget_id: forecast_of(
            row, ahead.get(row.budget_id, nothing), period=period, at=at
        )
        for row in rows
    }


def with_outlooks(
    rows: Iterable[ComplianceRow], *, period: Period, reader: User, at: datetime
) -> list[ComplianceRow]:
    """Return the rows, each with whether its goal can be reached if the period runs."""
    listed = list(rows)
    ahead = forecasts(listed, period=period, reader=reader, at=at)
    return [
        replace(row, outlook=ahead[row.budget_id].outlook)
        if row.budget_id in ahead
        else row
        for row in listed
    ]


def _open_ones(period: Period, reader: User) -> Mapping[int, OpenOnes]:
    # What is late already is counted as breached.
    waiting = Clock.objects.visible_to(reader).filter(stopped_at=None, verdict="open")
    counted = with_risk(waiting).order_by().values("budget")
    rows = counted.annotate(
        due=Count("pk", filter=Q(due_at__lt=period.end)),
        risky=Count("pk", filter=Q(is_at_risk=True)),
    )
    return {row["budget"]: OpenOnes(row["due"], row["risky"]) for row in rows}


def clocks_at_risk(
    *,
    period: Period,
    leg: str,
    reader: User,
    limit: int = SHOWN,
    **about: Unpack[About],
) -> list[Clock]:
    """Return the open clocks that passed 75 %, or fall due in the period; soonest first."""
    waiting = Clock.objects.visible_to(reader).filter(
        stopped_at=None, verdict="open", leg=leg
    )
    risky = with_status(with_risk(waiting.about(**about))).filter(
        Q(is_at_risk=True) | Q(due_at__lt=period.end)
    )
    listed = risky.select_related(*IN_LIST).order_by(
        F("is_at_risk").desc(), "due_at", "pk"
    )
    return list(listed[:limit])
