"""What came of a replay: as it is kept, and as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from core.models import User
from records.models import Record
from slm.choices import GoalVerdict, Verdict
from slm.models import Target, WhatIf
from slm.selectors.compliance import ComplianceRow, rows_of, tally
from slm.selectors.period import verdict_of
from slm.selectors.replay import Replay, Substitution
from slm.selectors.sheet import limits_in_words


def replay_data(replayed: Replay, terms: Substitution) -> dict[str, Any]:
    """Return the result as plain values to keep."""
    had, would = (
        rows_of(replayed.had, Q(pk__in=replayed.had)),
        rows_of(
            replayed.would, Q(pk__in=replayed.would) | Q(target__version=terms.version)
        ),
    )
    targets = Target.objects.in_bulk({row.target_id for row in [*had, *would]})
    abouts = {
        row.budget_id: _about(row, targets[row.target_id]) for row in [*had, *would]
    }

    def of(about: About, rows: Sequence[ComplianceRow]) -> list[ComplianceRow]:
        return [row for row in rows if abouts[row.budget_id] == about]

    return {
        "records": replayed.records,
        "differing": replayed.differing,
        "lines": replayed.lines,
        "rows": [
            _compared(about, of(about, had), of(about, would))
            for about in sorted(set(abouts.values()), key=_place)
        ],
        "totals": [_plain(had), _plain(would)],
    }


class About(NamedTuple):
    """What a target of any version is about: by this those of two are set side by side."""

    metric: str
    record_kind: str
    only: tuple[str, ...]
    priority: int | None
    # A service and a category may have the same name.
    ids: tuple[int | None, ...]


def _about(row: ComplianceRow, target: Target) -> About:
    ids = (target.service_id, target.category_id, target.customer_id)
    return About(row.metric, row.record_kind, tuple(row.only), row.priority, ids)


def _place(about: About) -> tuple[Any, ...]:
    ids = [one or 0 for one in about.ids]
    return (about.metric, about.record_kind, about.only, ids, about.priority or 99)


def _compared(
    about: About, had: Sequence[ComplianceRow], would: Sequence[ComplianceRow]
) -> dict[str, Any]:
    return {
        "metric": about.metric,
        "record_kind": about.record_kind,
        "only": [*about.only],
        "priority": about.priority,
        "had": _plain(had),
        "would": _plain(would),
    }


def _plain(rows: Sequence[ComplianceRow]) -> dict[str, Any]:
    total = tally(rows)
    goals = sorted({row.goal_percent for row in rows})
    return {
        "n": total.n,
        "met": total.met,
        "breached": total.breached,
        "void": total.void,
        "share": None if total.share is None else str(total.share),
        "goal": str(goals[0]) if len(goals) == 1 else None,
        "verdict": str(verdict_of(rows)),
    }


def rows_of_what_if(what_if: WhatIf) -> list[dict[str, Any]]:
    """Return its rows with both sides, and with limits in words, which the first had not."""
    rows: list[dict[str, Any]] = what_if.data["rows"]
    return [
        {
            **row,
            "limits": limits_in_words(row.get("record_kind", ""), row.get("only", ())),
            "sides": [
                {**row[side], "verdict": GoalVerdict(row[side]["verdict"])}
                for side in ("had", "would")
            ],
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """A clock whose verdict would have been another; its words, and the record."""

    record: Record
    clock_id: int | None
    metric: str
    had: str
    would: str


def lines_of_what_if(what_if: WhatIf, reader: User) -> tuple[list[WhatIfLine], int]:
    """Return the clocks that would differ, as far as the reader may, and how many more."""
    kept = what_if.data["lines"]
    visible = Record.objects.visible_to(reader).select_related("item")
    records = visible.in_bulk({one["record"] for one in kept})
    lines = [
        WhatIfLine(
            records[one["record"]],
            one["clock"],
            one["metric"],
            *(_in_words(verdict) for verdict in one["verdict"]),
        )
        for one in kept
        if one["record"] in records
    ]
    return lines, what_if.data["differing"] - len(lines)


def _in_words(verdict: str | None) -> str:
    return str(Verdict(verdict).label) if verdict else gettext("Not in this period")
