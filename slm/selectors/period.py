"""
How agreements were kept in a period, as it was when the period ended: to be frozen.

The same reading as in reports and evidence (`closing.py`), of all agreements at once, in
a number of statements that depends neither on how many there are nor on their clocks.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from calendars.hours import Budget
from calendars.models import CalendarVersion
from core.canonical import plain
from core.evidence import Period
from core.periods import month as month_period
from slm.choices import GoalVerdict, Leg, Metric
from slm.models import Clock, PeriodResult, Point, Target
from slm.querysets import PeriodResultQuerySet
from slm.selectors.closing import counts_of, moving_at, read_at_end, settled_within
from slm.selectors.compliance import (
    FIGURES,
    SPENT,
    ComplianceRow,
    Tally,
    promised_within,
    rows_of,
    tally,
)
from slm.selectors.crediting import credit_rules, credits_due
from slm.selectors.frozen_months import (
    Key,
    figures_of_month,
    month_key,
    pairs_differing,
    plain_month,
)
from slm.selectors.judging import MonthRow
from slm.selectors.months import month_rows

# The first told nothing of targets of a month as a whole.
FORMAT = 3
OF_AGREEMENT = "budget__target__version__agreement__in"
# What makes two results differ: names, and targets of which nothing fell due, do not.
COMPARED = ("met", "breached", "void", "relaxed", "elapsed", "paused", "excluded")


def closing_rows(
    period: Period, *, agreements: Collection[int] | None = None
) -> list[ComplianceRow]:
    """
    Return how far each target was kept, for each priority, as of the end of the period.

    Of all legs. A clock counts in the period in which its verdict fell, as it read at the
    end: see `outcomes`. What was decided and rests since is counted by the database.
    """
    settled, moving = settled_within(period), moving_at(period)
    promised = promised_within(period, None)
    if agreements is not None:
        about = {OF_AGREEMENT: agreements}
        settled = settled.filter(**about)
        # It may be promised by another by now.
        ever = Point.objects.filter(clock=OuterRef("pk"), **about)
        moving = moving.filter(Exists(ever))
        promised &= Q(target__version__agreement__in=agreements)
    counted = _by_budget(settled)
    for one in read_at_end(moving, period):
        counted.setdefault(one.budget_id, Counter()).update(counts_of(one))
    rows = rows_of(counted, Q(pk__in=counted) | promised)
    return rows if agreements is None else _only(rows, agreements)


def _by_budget(settled: QuerySet[Clock]) -> dict[int, Counter[str]]:
    figures = {name: FIGURES[name] for name in ("met", "breached", "void", "relaxed")}
    spent = {name: Sum(name) for name in SPENT}
    rows: Iterable[Mapping[str, Any]] = (
        settled.order_by().values("budget").annotate(**figures, **spent)
    )
    names = (*figures, *spent)
    return {row["budget"]: Counter({one: row[one] for one in names}) for row in rows}


def _only(
    rows: Sequence[ComplianceRow], agreements: Collection[int]
) -> list[ComplianceRow]:
    return [row for row in rows if row.agreement_id in agreements]


def period_data(
    month: date, *, agreements: Collection[int] | None = None
) -> dict[int, dict[str, Any]]:
    """
    Return what is to be frozen of a month, by agreement, as plain JSON values.

    Nothing of it depends on when it is asked, or on any language, but for the titles of
    the day; so the same ledger gives the same bytes.
    """
    period = month_period(month)
    grouped: dict[int, list[ComplianceRow]] = {}
    for row in closing_rows(period, agreements=agreements):
        grouped.setdefault(row.agreement_id, []).append(row)
    judged: dict[int, list[MonthRow]] = {}
    for one in month_rows(
        period, at=period.end, agreements=agreements, legs=Leg.values
    ):
        judged.setdefault(one.version.agreement_id, []).append(one)
    targets = {row.target_id for rows in grouped.values() for row in rows}
    targets |= {row.target.pk for rows in judged.values() for row in rows}
    calendars, rules = _calendars(period, targets), credit_rules(targets)
    found = {}
    for pk in [*grouped, *(pk for pk in judged if pk not in grouped)]:
        rows, months = grouped.get(pk, []), judged.get(pk, [])
        data = _data(month, period, rows, months, calendars)
        found[pk] = data | credits_due(rows, months, rules)
    return found


def _data(
    month: date,
    period: Period,
    rows: Sequence[ComplianceRow],
    months: Sequence[MonthRow],
    calendars: Mapping[int, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    versions = {row.version for row in rows} | {row.version.number for row in months}
    return plain(
        {
            "format": FORMAT,
            **_heading(rows, months),
            "month": month,
            "zone": settings.TIME_ZONE,
            "period": [period.start, period.end],
            "versions": sorted(versions),
            "totals": {
                **plain_tally(tally(rows)),
                "verdict": verdict_of([*rows, *months]),
            },
            "targets": [
                {**plain_row(row), "calendar": calendars.get(row.target_id, [])}
                for row in rows
            ],
            "months": [
                {**plain_month(row), "calendar": calendars.get(row.target.pk, [])}
                for row in months
            ],
        }
    )


def _heading(
    rows: Sequence[ComplianceRow], months: Sequence[MonthRow]
) -> dict[str, str]:
    if rows:
        return {"agreement": rows[0].agreement, "title": rows[0].agreement_title}
    agreement = months[0].version.agreement
    return {"agreement": agreement.number, "title": agreement.title}


def verdict_of(rows: Iterable[ComplianceRow | MonthRow]) -> GoalVerdict:
    """
    Return whether the goals of all of them were reached: one that was not decides.

    Where that cannot be told of one, it cannot of all.
    """
    verdicts = {row.verdict for row in rows}
    order = (GoalVerdict.MISSED, GoalVerdict.UNKNOWN, GoalVerdict.KEPT)
    return next((one for one in order if one in verdicts), GoalVerdict.NOTHING)


def plain_tally(row: Tally) -> dict[str, Any]:
    """Return counts and share as JSON keeps them."""
    return {
        "n": row.n,
        "met": row.met,
        "breached": row.breached,
        "void": row.void,
        "relaxed": row.relaxed,
        "share": None if row.share is None else str(row.share),
    }


def plain_row(row: ComplianceRow) -> dict[str, Any]:
    """Return a target's figures as JSON keeps them, without a word of any language."""
    promise = row.promise
    return {
        **plain_tally(row),
        "budget": row.budget_id,
        "agreement": row.agreement,
        "agreement_title": row.agreement_title,
        "version": row.version,
        "target": row.name,
        "target_id": row.target_id,
        "record_kind": row.record_kind,
        "limits": list(row.only),
        "metric": row.metric,
        "priority": row.priority,
        "promised_seconds": promise.seconds if promise else 0,
        "promised_days": promise.working_days if promise else None,
        "until_closing": bool(promise and promise.end_of_working_day),
        "goal_percent": str(row.goal_percent),
        "elapsed": row.elapsed,
        "paused": row.paused,
        "excluded": row.excluded,
        "verdict": str(row.verdict),
    }


def rows_in(data: Mapping[str, Any], agreement_id: int = 0) -> list[ComplianceRow]:
    """Return the rows that were frozen of an agreement, as they are shown."""
    return [_row_in(one, agreement_id) for one in data["targets"]]


def _row_in(kept: Mapping[str, Any], agreement_id: int) -> ComplianceRow:
    return ComplianceRow(
        **{name: kept[name] for name in COMPARED},
        budget_id=kept["budget"],
        target_id=kept["target_id"],
        agreement_id=agreement_id,
        agreement=kept["agreement"],
        agreement_title=kept["agreement_title"],
        version=kept["version"],
        target=kept["target"] or str(Metric(kept["metric"]).label),
        record_kind=kept["record_kind"],
        only=kept["limits"],
        metric=kept["metric"],
        priority=kept["priority"],
        promise=Budget(
            kept["promised_seconds"], kept["promised_days"], kept["until_closing"]
        ),
        goal_percent=Decimal(kept["goal_percent"]),
        name=kept["target"],
    )


def _calendars(
    period: Period, targets: Collection[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return by which versions of its calendar each target counted in the period."""
    used = dict(Target.objects.filter(pk__in=targets).values_list("pk", "calendar"))
    versions: dict[int, list[CalendarVersion]] = {}
    found = CalendarVersion.objects.filter(
        calendar__in=set(used.values()), valid_from__lt=period.end
    )
    for one in found.select_related("calendar__item").order_by("valid_from"):
        listed = versions.setdefault(one.calendar_id, [])
        if one.valid_from <= period.start:
            listed.clear()
        listed.append(one)
    return {pk: [_plain_version(v) for v in versions[used[pk]]] for pk in used}


def _plain_version(one: CalendarVersion) -> dict[str, Any]:
    return {
        "calendar": one.calendar.number,
        "version": one.number,
        "valid_from": one.valid_from,
        "tzdata": one.tzdata_version,
    }


def figures_in(data: Mapping[str, Any]) -> dict[Key, tuple[Any, ...]]:
    """Return, by budget or by target and service, what a revision would be about."""
    found: dict[Key, tuple[Any, ...]] = {}
    for one in data["targets"]:
        if any(figures := tuple(one[name] for name in COMPARED)):
            found[budget_key(one["budget"])] = figures
    for one in data.get("months", ()):
        if figures := figures_of_month(one):
            found[month_key(one)] = figures
    return found


def reads_alike(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two readings of a month say the same, also of where downtime went."""
    months = (one.get("months", ()) for one in (before, after))
    return figures_in(before) == figures_in(after) and not pairs_differing(*months)


def budget_key(budget_id: int) -> Key:
    """Return under what the figures of a budget are found."""
    return ("budget", budget_id, 0)


def newest_results(
    month: date, *, within: PeriodResultQuerySet | None = None
) -> dict[int, PeriodResult]:
    """Return the last revision of each agreement's result of a month."""
    asked = PeriodResult.objects.all() if within is None else within
    results = asked.filter(month=month).newest_revisions()
    results = results.select_related("agreement__item", "agreement__customer")
    return {one.agreement_id: one for one in results}
