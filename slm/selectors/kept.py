"""How far agreements were kept in a period: as frozen if it is closed, else as today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Value, When

from core.evidence import Period
from core.models import User
from core.periods import Unit, period_of, shift_by
from slm.choices import GoalVerdict
from slm.models import Clock, PeriodResult
from slm.selectors.compliance import (
    FIGURES,
    ComplianceRow,
    Tally,
    compliance,
    decided_clocks,
    tally,
)
from slm.selectors.frozen_months import month_results
from slm.selectors.judging import MonthRow
from slm.selectors.outlook import Forecast, clocks_at_risk, forecasts
from slm.selectors.period import newest_results, rows_in, verdict_of

PERIODS = 12


@dataclass(frozen=True, slots=True)
class TargetKept:
    """A target in the period, and what may still be missed of it while that runs."""

    row: ComplianceRow
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class AgreementKept:
    """An agreement in the period: its targets, and its last twelve periods."""

    agreement_id: int
    number: str
    title: str
    total: Tally
    verdict: GoalVerdict
    targets: Sequence[TargetKept]
    # Those of the month as a whole; of no other period.
    months: Sequence[MonthRow]
    trend: Sequence[Tally]
    # What was frozen of it, if the period is closed.
    result: PeriodResult | None = None


@dataclass(frozen=True, slots=True)
class Compliance:
    """How far the agreements of one leg were kept in a period."""

    unit: Unit
    first: date
    period: Period
    periods: Sequence[date]
    agreements: Sequence[AgreementKept]
    at_risk: Sequence[Clock]
    is_running: bool

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
) -> Compliance:
    """
    Return how far agreements were kept in the period that begins on that day.

    A closed month is shown as it was frozen, all records counted; what is not closed is
    counted as it reads today, of what the reader may see.
    """
    period = period_of(unit, first)
    frozen = newest_results(first) if unit == Unit.MONTH else {}
    kept = {pk: one for pk, one in frozen.items() if one.agreement.leg == leg}
    counted = compliance(period, leg=leg, reader=reader)
    live = [row for row in counted if row.agreement_id not in kept]
    rows = [*live, *(row for one in kept.values() for row in _rows(one))]
    only = None if agreement_id is None else [agreement_id]
    rows = [row for row in rows if only is None or row.agreement_id in only]
    legs = [leg] if unit == Unit.MONTH else []
    months = month_results(period, at=at, reader=reader, agreements=only, legs=legs)
    ahead = forecasts(live, period=period, reader=reader, at=at)
    periods = [shift_by(unit, first, by - PERIODS + 1) for by in range(PERIODS)]
    trends = trends_of(unit, periods, leg=leg, reader=reader)
    is_running = period.start <= at < period.end
    return Compliance(
        unit=unit,
        first=first,
        period=period,
        periods=periods,
        agreements=_grouped(rows, months, ahead, trends, kept),
        at_risk=clocks_at_risk(period=period, leg=leg, reader=reader)
        if is_running
        else [],
        is_running=is_running,
    )


def _rows(result: PeriodResult) -> list[ComplianceRow]:
    return rows_in(result.data, agreement_id=result.agreement_id)


def _grouped(
    rows: Sequence[ComplianceRow],
    months: Sequence[MonthRow],
    ahead: Mapping[int, Forecast],
    trends: Mapping[int, Sequence[Tally]],
    frozen: Mapping[int, PeriodResult],
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
            [TargetKept(row, ahead.get(row.budget_id)) for row in grouped[pk][0]],
            grouped[pk][1],
            trends.get(pk, [Tally()] * PERIODS),
            frozen.get(pk),
        )
        for pk in sorted(names, key=names.__getitem__)
    ]


def trends_of(
    unit: Unit, periods: Sequence[date], *, leg: str, reader: User
) -> dict[int, list[Tally]]:
    """
    Return, by agreement, a tally for each of these successive periods.

    Of closed months as frozen. Two statements, whatever their number.
    """
    frozen = _frozen_tallies(periods, leg) if unit == Unit.MONTH else {}
    # What is frozen is not counted again.
    closed = {first for _pk, first in frozen}
    open_from = next((one for one in periods if one not in closed), None)
    live: dict[tuple[int, date], Tally] = {}
    if open_from is not None:
        live = _live_tallies(unit, periods[periods.index(open_from) :], leg, reader)
    agreements = {pk for pk, _first in [*frozen, *live]}
    found = {**live, **frozen}
    return {
        pk: [found.get((pk, first), Tally()) for first in periods] for pk in agreements
    }


def _frozen_tallies(periods: Sequence[date], leg: str) -> dict[tuple[int, date], Tally]:
    results = PeriodResult.objects.filter(
        month__gte=periods[0], month__lte=periods[-1], agreement__leg=leg
    ).newest_revisions()
    rows = results.values_list("agreement", "month", "met", "breached", "void")
    return {(pk, month): Tally(*counts) for pk, month, *counts in rows}


def _live_tallies(
    unit: Unit, periods: Sequence[date], leg: str, reader: User
) -> dict[tuple[int, date], Tally]:
    spans = [period_of(unit, first) for first in periods]
    whole = Period(spans[0].start, spans[-1].end)
    # Told by bounds reckoned here: see `core.periods.month_of`.
    place = Case(
        *(
            When(verdict_at__lt=span.end, then=Value(index))
            for index, span in enumerate(spans)
        ),
        output_field=IntegerField(),
    )
    clocks = decided_clocks(whole, leg=leg, reader=reader).order_by()
    agreement = "budget__target__version__agreement"
    figures = {name: FIGURES[name] for name in ("met", "breached", "void")}
    rows = clocks.annotate(place=place).values("place", agreement).annotate(**figures)
    found: dict[tuple[int, date], Tally] = {}
    for row in rows:
        counts = Counter({name: row[name] for name in figures})
        found[row[agreement], periods[row["place"]]] = Tally(**counts)
    return found
