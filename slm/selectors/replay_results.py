"""What came of a replay: as it is kept, and as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from core.models import User
from records.models import Record
from slm.choices import Verdict
from slm.models import WhatIf
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
    keys = sorted(
        {_promise(row) for row in [*had, *would]},
        key=lambda key: (*key[:3], key.priority or 99),
    )
    return {
        "records": replayed.records,
        "differing": replayed.differing,
        "lines": replayed.lines,
        "rows": [_compared(key, had, would) for key in keys],
        "totals": [_plain(had), _plain(would)],
    }


class Promise(NamedTuple):
    """What a target of any version is about: by this those of two are set side by side."""

    metric: str
    record_kind: str
    only: tuple[str, ...]
    priority: int | None


def _promise(row: ComplianceRow) -> Promise:
    return Promise(row.metric, row.record_kind, tuple(row.only), row.priority)


def _compared(
    key: Promise, had: Sequence[ComplianceRow], would: Sequence[ComplianceRow]
) -> dict[str, Any]:
    both = [
        _plain([row for row in rows if _promise(row) == key]) for rows in (had, would)
    ]
    return {**key._asdict(), "only": [*key.only], "had": both[0], "would": both[1]}


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
    """Return its rows with what each is limited to, in words, which the first had not."""
    rows: list[dict[str, Any]] = what_if.data["rows"]
    return [
        {
            **row,
            "limits": limits_in_words(row.get("record_kind", ""), row.get("only", ())),
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
