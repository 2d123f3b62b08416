"""What is credited for a closed month, with the arithmetic behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from slm.choices import PeriodMetric
from slm.credits import Credit, Due, due_for
from slm.models import CreditRule
from slm.selectors.compliance import ComplianceRow, tally
from slm.selectors.judging import MonthRow

Rules = Mapping[int, Sequence[Credit]]


def credit_rules(targets: Iterable[int]) -> dict[int, list[Credit]]:
    """Return what these targets credit if their goals are missed."""
    found: dict[int, list[Credit]] = {}
    for rule in CreditRule.objects.filter(target__in=set(targets)):
        found.setdefault(rule.target_id, []).append(rule.credit)
    return found


def credits_due(
    rows: Sequence[ComplianceRow], months: Sequence[MonthRow], rules: Rules
) -> dict[str, Any]:
    """
    Return what is due where goals were missed, with the arithmetic.

    A target is judged by all its priorities together, one of availability by the
    service that stood worst: what it credits is due once. Nothing if none has credits.
    """
    promised = {row.target_id for row in rows} | {row.target.pk for row in months}
    if not promised & set(rules):
        return {}
    return {"credits": [*_of_clocks(rows, rules), *_of_months(months, rules)]}


def _of_clocks(rows: Sequence[ComplianceRow], rules: Rules) -> Iterator[dict[str, Any]]:
    for target in sorted({row.target_id for row in rows} & set(rules)):
        members = [row for row in rows if row.target_id == target]
        total, first = tally(members), members[0]
        due = due_for(rules[target], goal=first.goal_percent, met=total.met, n=total.n)
        if due is not None:
            about = {"target": first.name, "metric": first.metric}
            yield {"target_id": target, **about, **_plain(due)}


def _of_months(months: Sequence[MonthRow], rules: Rules) -> Iterator[dict[str, Any]]:
    """Yield what is due for availability: of its seconds, what was not lost is met."""
    judged = [
        row
        for row in months
        if row.target.metric == PeriodMetric.AVAILABILITY and row.value is not None
    ]
    for target in sorted({row.target.pk for row in judged} & set(rules)):
        worst = min(
            (row for row in judged if row.target.pk == target),
            key=lambda row: row.value or 0,
        )
        whole = worst.facts["agreed"] * 100
        due = due_for(
            rules[target],
            goal=worst.target.goal_value or Decimal(0),
            met=whole - worst.facts["lost"],
            n=whole,
        )
        if due is not None:
            yield {
                "target_id": target,
                "target": worst.target.name,
                "metric": worst.target.metric,
                "service": str(worst.service or ""),
                "value": str(worst.value),
                **_plain(due),
            }


def _plain(due: Due) -> dict[str, Any]:
    one = due.credit
    return {
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
