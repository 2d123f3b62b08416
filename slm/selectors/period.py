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
from slm.choices import GoalVerdict, Metric
from slm.credits import Credit, Due, due_for
from slm.models import Clock, CreditRule, PeriodResult, Point, Target
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

FORMAT = 1
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
    calendars, rules = _calendars(period, grouped), _credit_rules(grouped)
    return {
        pk: _data(month, period, rows, calendars) | credits_due(rows, rules)
        for pk, rows in grouped.items()
    }


def _credit_rules(
    grouped: Mapping[int, Sequence[ComplianceRow]],
) -> dict[int, list[Credit]]:
    targets = {row.target_id for rows in grouped.values() for row in rows}
    found: dict[int, list[Credit]] = {}
    for rule in CreditRule.objects.filter(target__in=targets):
        found.setdefault(rule.target_id, []).append(rule.credit)
    return found


def credits_due(
    rows: Sequence[ComplianceRow], rules: Mapping[int, Sequence[Credit]]
) -> dict[str, Any]:
    """
    Return what is due where goals were missed, with the arithmetic.

    A target is judged by all its priorities together. Nothing if none has credits.
    """
    found = []
    for target in sorted({row.target_id for row in rows} & set(rules)):
        members = [row for row in rows if row.target_id == target]
        total, goal = tally(members), members[0].goal_percent
        due = due_for(rules[target], goal=goal, met=total.met, n=total.n)
        if due is not None:
            found.append(_plain_due(members[0], due))
    has_rules = any(row.target_id in rules for row in rows)
    return {"credits": found} if has_rules else {}


def _plain_due(row: ComplianceRow, due: Due) -> dict[str, Any]:
    one = due.credit
    return {
        "target_id": row.target_id,
        "target": row.name,
        "metric": row.metric,
        "goal": str(due.goal),
        "met": due.met,
        "n": due.n,
        "missed_by": str(due.missed_by),
        "from": str(one.missed_from) if one else None,
        "percent": str(one.percent) if one and one.percent is not None else None,
        "amount": str(one.amount) if one and one.amount is not None else None,
        "currency": one.currency if one else "",
        "due": one.words if one else "",
    }


def _data(
    month: date,
    period: Period,
    rows: Sequence[ComplianceRow],
    calendars: Mapping[int, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    first = rows[0]
    return plain(
        {
            "format": FORMAT,
            "agreement": first.agreement,
            "title": first.agreement_title,
            "month": month,
            "zone": settings.TIME_ZONE,
            "period": [period.start, period.end],
            "versions": sorted({row.version for row in rows}),
            "totals": {**plain_tally(tally(rows)), "verdict": verdict_of(rows)},
            "targets": [
                {**plain_row(row), "calendar": calendars.get(row.target_id, [])}
                for row in rows
            ],
        }
    )


def verdict_of(rows: Iterable[ComplianceRow]) -> GoalVerdict:
    """Return whether the goals of all of them were reached: one that was not decides."""
    verdicts = {row.verdict for row in rows}
    order = (GoalVerdict.MISSED, GoalVerdict.KEPT)
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
    period: Period, grouped: Mapping[int, Sequence[ComplianceRow]]
) -> dict[int, list[dict[str, Any]]]:
    """Return by which versions of its calendar each target counted in the period."""
    targets = {row.target_id for rows in grouped.values() for row in rows}
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


Figures = dict[int, tuple[int, ...]]


def figures_in(data: Mapping[str, Any]) -> Figures:
    """Return, by budget, the figures that a revision would be about."""
    found = {
        one["budget"]: tuple(one[name] for name in COMPARED) for one in data["targets"]
    }
    return {budget: figures for budget, figures in found.items() if any(figures)}


def newest_results(
    month: date, *, within: PeriodResultQuerySet | None = None
) -> dict[int, PeriodResult]:
    """Return the last revision of each agreement's result of a month."""
    asked = PeriodResult.objects.all() if within is None else within
    results = asked.filter(month=month).newest_revisions()
    results = results.select_related("agreement__item", "agreement__customer")
    return {one.agreement_id: one for one in results}
