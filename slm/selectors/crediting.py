"""What is credited for a closed month, with the arithmetic behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from slm.choices import Direction, GoalVerdict, PeriodMetric
from slm.credits import Credit, Due, due_for
from slm.durations import number_words
from slm.models import CreditRule
from slm.selectors.compliance import ComplianceRow, tally
from slm.selectors.judging import MonthRow
from slm.selectors.month_words import goal_words, target_in, value_words
from slm.selectors.target_words import credit_words

Rules = Mapping[int, Sequence[Credit]]


def credit_rules(targets: Iterable[int]) -> dict[int, list[Credit]]:
    """Return what these targets credit if their goals are missed."""
    found: dict[int, list[Credit]] = {}
    for rule in CreditRule.objects.filter(target__in=set(targets)):
        found.setdefault(rule.target_id, []).append(rule.credit)
    return found


# What of a credit decides how much is due.
OWED = ("from", "percent", "amount", "currency")


def credits_due(
    rows: Sequence[ComplianceRow], months: Sequence[MonthRow], rules: Rules
) -> dict[str, Any]:
    """
    Return what is due where goals were missed, with the arithmetic.

    A target is judged by all its priorities together, one of the month by the service
    that stood worst: what it credits is due once. Nothing if none has credits.
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
    """Yield what is due for targets of the month, once for each."""
    for target in sorted({row.target.pk for row in months} & set(rules)):
        members = [row for row in months if row.target.pk == target]
        if members[0].target.metric == PeriodMetric.AVAILABILITY:
            yield from _of_shares(members, rules[target])
        else:
            yield from _of_goals(members, rules[target])


def _of_shares(
    rows: Sequence[MonthRow], credits_: Sequence[Credit]
) -> Iterator[dict[str, Any]]:
    """Yield what is due for availability: of its seconds, what was not lost is met."""
    judged = [row for row in rows if row.value is not None]
    if not judged:
        return
    worst = min(judged, key=lambda row: row.value or 0)
    whole = worst.facts["agreed"] * 100
    due = due_for(
        credits_,
        goal=worst.target.goal_value or Decimal(0),
        met=whole - worst.facts["lost"],
        n=whole,
    )
    if due is not None:
        yield {**_about(worst), **_plain(due)}


def _of_goals(
    rows: Sequence[MonthRow], credits_: Sequence[Credit]
) -> Iterator[dict[str, Any]]:
    """Yield what is due if the goal is missed at all: it is no share, and has no points."""
    missed = [row for row in rows if row.verdict == GoalVerdict.MISSED]
    if not missed:
        return
    target = missed[0].target
    is_least = target.direction == Direction.AT_LEAST
    worst = (min if is_least else max)(missed, key=lambda row: row.value or 0)
    yield {
        **_about(worst),
        "goal": str(target.goal_value),
        "direction": target.direction,
        "statistic": target.statistic,
        "unit": target.measure.unit if target.measure else "",
        **dict.fromkeys(("met", "n", "missed_by")),
        **_owed(credits_[0]),
    }


def _about(row: MonthRow) -> dict[str, Any]:
    return {
        "target_id": row.target.pk,
        "target": row.target.name,
        "metric": row.target.metric,
        "service": str(row.service or ""),
        "value": str(row.value),
    }


def credit_reason(kept: Mapping[str, Any]) -> str:
    """Say of a credit, as it was frozen, by how much the goal was missed."""
    if kept["missed_by"] is None:
        target = target_in(kept)
        reached = value_words(target, Decimal(kept["value"]))
        said = {"goal": goal_words(target), "value": reached}
        text = _("goal %(goal)s, reached %(value)s") % said
        return f"{kept['service']}: {text}" if kept["service"] else text
    numbers = {"missed": kept["missed_by"], "goal": kept["goal"]}
    if "value" in kept:
        numbers["value"] = kept["value"]
    plain = {name: number_words(value) for name, value in numbers.items()}
    values = {**kept, **plain}
    if "value" in kept:
        return (
            _(
                "goal %(goal)s %%, %(service)s reached %(value)s %%: %(missed)s points"
                " below"
            )
            % values
        )
    return (
        _(
            "goal %(goal)s %%, reached %(met)s of %(n)s;"
            " %(goal)s − 100 × %(met)s ÷ %(n)s = %(missed)s points below"
        )
        % values
    )


def credit_due(kept: Mapping[str, Any]) -> str:
    """Say what is due by a credit as it was frozen, and from how far below the goal."""
    amounts = {
        name: None if kept[name] is None else Decimal(kept[name])
        for name in ("percent", "amount")
    }
    currency = kept["currency"]
    return credit_words(Credit(Decimal(kept["from"]), **amounts, currency=currency))


@dataclass(frozen=True, slots=True)
class CreditDifference:
    """What a target credits in two readings of a month, as they are kept; maybe nothing."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def about(self) -> Mapping[str, Any]:
        """Either, for what both say alike."""
        return self.after or self.before or {}


def credit_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[CreditDifference]:
    """Return the credits that are due otherwise between two readings of a month."""
    old, new = (
        {one["target_id"]: one for one in data.get("credits", ()) if one["due"]}
        for data in (before, after)
    )
    found = [CreditDifference(old.get(pk), new.get(pk)) for pk in {**old, **new}]
    return [one for one in found if _owing(one.before) != _owing(one.after)]


def _owing(kept: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple(kept[name] for name in OWED) if kept else ()


def _plain(due: Due) -> dict[str, Any]:
    return {
        "goal": str(due.goal),
        "met": due.met,
        "n": due.n,
        "missed_by": str(due.missed_by),
        **_owed(due.credit),
    }


def _owed(one: Credit | None) -> dict[str, Any]:
    return {
        "from": str(one.missed_from) if one else None,
        "percent": str(one.percent) if one and one.percent is not None else None,
        "amount": str(one.amount) if one and one.amount is not None else None,
        "currency": one.currency if one else "",
        "due": one.words if one else "",
    }
