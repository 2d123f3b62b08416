"""What became of targets of a month, as plain values to freeze, and in words again."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.evidence import Period
from slm.availability import FULL, each, share_left
from slm.choices import GoalVerdict, PeriodMetric
from slm.selectors.frozen_months import month_results
from slm.selectors.judging import MonthRow
from slm.selectors.month_words import (
    beside_metric,
    cause_words,
    goal_words,
    named_target,
    notes_of,
    target_in,
    value_words,
)
from slm.selectors.unexplained import with_causes


def month_figures(
    period: Period,
    *,
    at: datetime,
    customer_id: int | None = None,
    service_id: int | None = None,
) -> list[dict[str, Any]]:
    """
    Return what became of the targets of a month as a whole, as JSON keeps it.

    As it was frozen where the month is closed, so that no two figures of it are told.
    Without a word of any language but names; times are seconds, values strings.
    """
    rows = month_results(period, at=at, customer_id=customer_id, service_id=service_id)
    said = {id(one.row): one.cause.cause.name for one in with_causes(rows) if one.cause}
    return [month_figure(row, said.get(id(row), "")) for row in rows]


def month_figure(row: MonthRow, cause: str = "") -> dict[str, Any]:
    """Return one of them."""
    target, agreement = row.target, row.version.agreement
    return {
        "target": target.name,
        "metric": target.metric,
        "service": row.service.name if row.service else "",
        "agreement": agreement.number,
        "agreement_title": agreement.title,
        "version": row.version.number,
        "goal": None if target.goal_value is None else str(target.goal_value),
        "direction": target.direction,
        "statistic": target.statistic,
        "unit": target.measure.unit if target.measure else "",
        "value": None if row.value is None else str(row.value),
        "verdict": str(row.verdict),
        "facts": dict(row.facts),
        "account": _account(row) if row.is_of_outages else None,
        "cause": cause,
    }


def _account(row: MonthRow) -> dict[str, Any]:
    facts = row.facts
    agreed, downtime = facts["agreed"], facts["downtime"]
    count, share = facts["interruptions"], share_left(agreed, facts["lost"])
    return {
        "agreed": agreed,
        "downtime": downtime,
        "phases": [[name, seconds] for name, seconds in row.phases],
        "availability": None if share is None else str(share),
        "count": count,
        "longest": facts["longest"],
        "restore": each(downtime, count),
        "between": each(agreed - downtime, count),
    }


def weighted_loss(kept: Mapping[str, Any]) -> int | None:
    """
    Return the seconds that count as lost, if a weight makes them fewer than the downtime.

    None if nothing was frozen of them, or of a figure that no weight is used for.
    """
    facts = kept["facts"]
    lost = facts.get("lost")
    if kept["metric"] != PeriodMetric.AVAILABILITY or lost is None:
        return None
    return lost // FULL if lost != facts["downtime"] * FULL else None


def shown_month(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was frozen of a target of a month, with the words that belong to it."""
    target, value = target_in(kept), kept["value"]
    called = (kept["target"], kept["metric"], kept["service"])
    return {
        **kept,
        "label": str(PeriodMetric(kept["metric"]).label),
        "named": named_target(*called),
        "limits": beside_metric(*called),
        "promise": goal_words(target),
        "result": value_words(target, None if value is None else Decimal(value)),
        "verdict": GoalVerdict(kept["verdict"]),
        "notes": notes_of(target, kept["facts"]),
        "weighted": weighted_loss(kept),
        # Unknown to the first formats of reports.
        "cause": cause_words(kept.get("cause", "")),
    }
