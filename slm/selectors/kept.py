"""How far agreements were kept in a period: as frozen if it is closed, else as today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.evidence import Period
from core.models import User
from core.periods import (
    Unit,
    month,
    months_within,
    period_of,
    place_of,
    shift,
    shift_by,
)
from slm.models import Clock
from slm.querysets import PeriodResultQuerySet
from slm.selectors.compliance import (
    FIGURES,
    About,
    ComplianceRow,
    Tally,
    decided_clocks,
    tally,
)
from slm.selectors.frozen_months import month_results
from slm.selectors.judging import MonthRow
from slm.selectors.kept_months import (
    Part,
    frozen_results,
    parts_of,
    summed_over,
)
from slm.selectors.kept_parts import AgreementKept, TargetKept, target_kept
from slm.selectors.month_outlook import (
    IN_DANGER,
    MonthForecast,
    forecasts_of_months,
)
from slm.selectors.outlook import Forecast, clocks_at_risk, forecasts
from slm.selectors.period import verdict_of

__all__ = [
    "AgreementKept",
    "Compliance",
    "TargetKept",
    "agreements_kept",
    "trends_of",
]

PERIODS = 12


@dataclass(frozen=True, slots=True)
class Compliance:
    """How far the agreements of one leg were kept in a period."""

    unit: Unit
    first: date
    period: Period
    periods: Sequence[date]
    agreements: Sequence[AgreementKept]
    # Of all agreements together.
    trend: Sequence[Tally]
    at_risk: Sequence[Clock]
    is_running: bool
    # Of a day or a week, or of one team, nothing is said of a month as a whole.
    leaves_out_months: bool = False

    @property
    def has_months(self) -> bool:
        """Whether several months are in it, each with targets of its own."""
        return self.unit == Unit.QUARTER

    @property
    def left_out(self) -> str:
        """What is not told, nor part of the verdicts, in words; or nothing."""
        if not self.leaves_out_months:
            return ""
        return _(
            "Targets of the month, such as availability, are left out here, also of the"
            " verdicts: they are judged over whole months, and for all teams together."
        )

    @property
    def total(self) -> Tally:
        return tally([one.total for one in self.agreements])

    @property
    def closed(self) -> Sequence[AgreementKept]:
        """Those of which a month is closed: its figures are as they were frozen."""
        return [one for one in self.agreements if one.results]

    @property
    def months_at_risk(self) -> Sequence[MonthForecast]:
        """The targets of the month that runs whose goal is in danger, or lost already."""
        rows = [row for one in self.agreements for row in one.months]
        return [one for one in forecasts_of_months(rows) if one.outlook in IN_DANGER]

    @property
    def last(self) -> date:
        """The last day of it."""
        return date.fromordinal(shift_by(self.unit, self.first, 1).toordinal() - 1)


def agreements_kept(
    unit: Unit,
    first: date,
    *,
    leg: str,
    reader: User,
    at: datetime,
    agreement_id: int | None = None,
    **about: Unpack[About],
) -> Compliance:
    """
    Return how far agreements were kept in the period that begins on that day.

    A quarter is the sum of its months. A closed month is shown as it was frozen, all
    records counted; what is not closed is counted as it reads today, of what the reader
    may see. So is what is split by service or by team: no frozen figure can be.
    """
    period = period_of(unit, first)
    parts = parts_of(unit, period, leg, about)
    rows = summed_over(parts, leg, about, reader=reader)
    firsts = [] if about.get("team_id") else months_within(period)
    months = _months(firsts, leg, about, reader=reader, at=at)
    if agreement_id is not None:
        rows = [row for row in rows if row.agreement_id == agreement_id]
        months = [one for one in months if one.version.agreement_id == agreement_id]
    ahead = forecasts(rows, period=period, reader=reader, at=at)
    periods = [shift_by(unit, first, by - PERIODS + 1) for by in range(PERIODS)]
    trends = trends_of(unit, periods, leg=leg, reader=reader, **about)
    is_running = period.start <= at < period.end
    risky = clocks_at_risk(period=period, leg=leg, reader=reader, **about)
    return Compliance(
        *(unit, first, period, periods),
        agreements=_grouped(rows, months, ahead, trends, parts),
        trend=_of_all(trends),
        at_risk=risky if is_running else [],
        is_running=is_running,
        leaves_out_months=not firsts,
    )


def _of_all(trends: Mapping[int, Sequence[Tally]]) -> list[Tally]:
    columns = zip(*trends.values(), strict=True)
    return [tally(column) for column in columns] or [Tally()] * PERIODS


def _months(
    firsts: Sequence[date], leg: str, about: About, *, reader: User, at: datetime
) -> list[MonthRow]:
    """Return the targets of these months as a whole, one month after the other."""
    rows = [
        row
        for first in firsts
        for row in month_results(
            month(first),
            at=at,
            reader=reader,
            customer_id=about.get("customer_id"),
            service_id=about.get("service_id"),
            legs=[leg],
        )
    ]
    supplier = about.get("supplier_id")
    if supplier is None:
        return rows
    return [one for one in rows if one.version.agreement.supplier_id == supplier]


def _grouped(
    rows: Sequence[ComplianceRow],
    months: Sequence[MonthRow],
    ahead: Mapping[int, Forecast],
    trends: Mapping[int, Sequence[Tally]],
    parts: Sequence[Part],
) -> list[AgreementKept]:
    grouped: dict[int, tuple[list[ComplianceRow], list[MonthRow]]] = {}
    names: dict[int, tuple[str, str]] = {}
    for row in rows:
        names[row.agreement_id] = row.agreement, row.agreement_title
        grouped.setdefault(row.agreement_id, ([], []))[0].append(row)
    for one in months:
        agreement = one.version.agreement
        names.setdefault(agreement.pk, (agreement.number, agreement.title))
        grouped.setdefault(agreement.pk, ([], []))[1].append(one)
    return [
        AgreementKept(
            pk,
            *names[pk],
            tally(grouped[pk][0]),
            verdict_of([*grouped[pk][0], *grouped[pk][1]]),
            [target_kept(row, ahead.get(row.budget_id)) for row in grouped[pk][0]],
            grouped[pk][1],
            trends.get(pk, [Tally()] * PERIODS),
            [frozen.get(pk) for _period, frozen in parts],
        )
        for pk in sorted(names, key=names.__getitem__)
    ]


def trends_of(
    unit: Unit,
    periods: Sequence[date],
    *,
    leg: str,
    reader: User,
    **about: Unpack[About],
) -> dict[int, list[Tally]]:
    """
    Return, by agreement, a tally for each of these successive periods.

    Of closed months as frozen, also in a quarter. Two statements, whatever their number.
    """
    if unit == Unit.QUARTER:
        months = [shift(first, by) for first in periods for by in range(3)]
        by_month = trends_of(Unit.MONTH, months, leg=leg, reader=reader, **about)
        return {pk: _by_three(tallies) for pk, tallies in by_month.items()}
    frozen = _frozen_tallies(periods, frozen_results(unit, leg, about))
    # What is frozen is not counted again, unless other agreements may be in it.
    closed = set() if any(about.values()) else {first for _pk, first in frozen}
    open_from = next((one for one in periods if one not in closed), None)
    live: dict[tuple[int, date], Tally] = {}
    if open_from is not None:
        span = periods[periods.index(open_from) :]
        decided = decided_clocks(_whole(unit, span), leg=leg, reader=reader, **about)
        live = _live_tallies(unit, span, decided)
    agreements = {pk for pk, _first in [*frozen, *live]}
    found = {**live, **frozen}
    return {
        pk: [found.get((pk, first), Tally()) for first in periods] for pk in agreements
    }


def _by_three(months: Sequence[Tally]) -> list[Tally]:
    return [tally(months[at : at + 3]) for at in range(0, len(months), 3)]


def _frozen_tallies(
    periods: Sequence[date], frozen: PeriodResultQuerySet
) -> dict[tuple[int, date], Tally]:
    within = frozen.filter(month__gte=periods[0], month__lte=periods[-1])
    results = within.newest_revisions()
    rows = results.values_list("agreement", "month", "met", "breached", "void")
    return {(pk, month): Tally(*counts) for pk, month, *counts in rows}


def _whole(unit: Unit, periods: Sequence[date]) -> Period:
    first, last = period_of(unit, periods[0]), period_of(unit, periods[-1])
    return Period(first.start, last.end)


def _live_tallies(
    unit: Unit, periods: Sequence[date], decided: QuerySet[Clock]
) -> dict[tuple[int, date], Tally]:
    place = place_of("verdict_at", [period_of(unit, first) for first in periods])
    clocks = decided.order_by()
    agreement = "budget__target__version__agreement"
    figures = {name: FIGURES[name] for name in ("met", "breached", "void")}
    rows = clocks.annotate(place=place).values("place", agreement).annotate(**figures)
    found: dict[tuple[int, date], Tally] = {}
    for row in rows:
        counts = Counter({name: row[name] for name in figures})
        found[row[agreement], periods[row["place"]]] = Tally(**counts)
    return found
