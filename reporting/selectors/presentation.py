"""A frozen report as people read it: the same on the page and on paper."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from calendars.hours import Budget
from core.charts import Chart
from core.periods import shift
from records.choices import ContactChannel, Priority
from reporting.choices import CAME, MOVES, WENT, Line
from reporting.selectors.drawing import Trend, trend_charts
from slm.choices import GoalVerdict, Metric, PeriodMetric
from slm.durations import promise_words
from slm.selectors import shown_month, shown_outage
from slm.selectors.month_words import cause_words
from slm.selectors.sheet import limits_in_words

# So many breaches are told in full, the gravest first; the others in one line each.
IN_FULL = 40
HOLDERS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures with the words and drawings that belong to them."""

    month: date
    last_day: date
    zone: str
    targets: list[dict[str, Any]]
    months: list[dict[str, Any]]
    came: list[tuple[str, int]]
    went: list[tuple[str, int]]
    workload: list["Counts"]
    by_category: "Counts"
    breaches: list[dict[str, Any]]
    further_breaches: list[dict[str, Any]]
    holders: list[tuple[str, int]]
    major: list[dict[str, Any]]
    # None where a report was issued before it told of them.
    outages: list[dict[str, Any]] | None
    charts: list[Chart]
    trend: list[Mapping[str, Any]]

    @property
    def due(self) -> list[dict[str, Any]]:
        """The targets of which something fell due."""
        return [row for row in self.targets if row["n"]]

    @property
    def missed(self) -> list[dict[str, Any]]:
        """The targets whose goal was missed."""
        return [row for row in self.targets if row["verdict"] == GoalVerdict.MISSED]

    @property
    def availability(self) -> list[dict[str, Any]]:
        """What was promised of availability, service by service."""
        return [
            row for row in self.months if row["metric"] == PeriodMetric.AVAILABILITY
        ]

    @property
    def other_months(self) -> list[dict[str, Any]]:
        """The other targets of the month as a whole."""
        return [row for row in self.months if row not in self.availability]

    @property
    def missed_months(self) -> list[dict[str, Any]]:
        return [row for row in self.months if row["verdict"] == GoalVerdict.MISSED]

    @property
    def untold_months(self) -> list[dict[str, Any]]:
        """The targets of the month as a whole for which data are missing."""
        return [row for row in self.months if row["verdict"] == GoalVerdict.UNKNOWN]

    @property
    def longest_overrun(self) -> int:
        """Service seconds; nought if nothing was breached."""
        rows = [*self.breaches, *self.further_breaches]
        return max((row["overrun"] for row in rows), default=0)


def present(data: Mapping[str, Any]) -> Shown:
    """Return the words, instants and charts for the figures of a report."""
    numbered = [
        {**row, "figure": f"breach.{place}"}
        for place, row in enumerate(data["breaches"])
    ]
    breaches = [_breach(row) for row in sorted(numbered, key=_gravity)]
    month = date.fromisoformat(data["month"])
    return Shown(
        month=month,
        last_day=shift(month, 1) - timedelta(days=1),
        # The first format has none: its zone was that of the settings.
        zone=data.get("zone", settings.TIME_ZONE),
        targets=[_target(row) for row in data["targets"]],
        # Unknown to the first formats.
        months=[
            {**shown_month(row), "figure": f"month.{place}"}
            for place, row in enumerate(data.get("months", ()))
        ],
        came=_lines(data["workload"], CAME),
        went=_lines(data["workload"], WENT),
        workload=[_counts(data["workload"], fact) for fact in ("priority", "channel")],
        by_category=_counts(data["workload"], "category"),
        breaches=breaches[:IN_FULL],
        further_breaches=breaches[IN_FULL:],
        holders=_holders(breaches),
        major=[_major(row) for row in data["major"]],
        outages=_outages(data.get("outages")),
        charts=trend_charts(data["trend"], goal=_goal(data["targets"])),
        trend=_since_the_first(data["trend"]),
    )


def _target(row: Mapping[str, Any]) -> dict[str, Any]:
    verdict = GoalVerdict(row["verdict"])
    return {
        **row,
        "figure": f"target.{row['budget']}",
        "metric": Metric(row["metric"]).label,
        "metric_code": row["metric"],
        "limits": _limits(row),
        "priority": _priority(row["priority"]),
        "promise": Budget(
            seconds=row["promised_seconds"],
            working_days=row["promised_days"],
            end_of_working_day=row["until_closing"],
        ),
        "share": _decimal(row["share"]),
        "paused_share": _decimal(row["paused_share"]),
        "goal": Decimal(row["goal_percent"]) / 100,
        "verdict": verdict,
        # Unknown to the first formats.
        "causes": [(cause_words(name), n) for name, n in row.get("causes", ())],
        "tone": {GoalVerdict.KEPT: "track", GoalVerdict.MISSED: "breached"}.get(
            verdict, ""
        ),
    }


def _limits(row: Mapping[str, Any]) -> str:
    """Say what tells a target from others of the same metric."""
    limits = limits_in_words(row.get("record_kind", ""), row.get("limits", ()))
    named = [row["target"], *limits]
    return ", ".join(one for one in named if one and one not in Metric.labels)


def _lines(data: Mapping[str, Any], lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Return what each line counts, of moves from and to elsewhere if there were any."""
    # The first format has not all of them.
    counts = [(line, data[line]) for line in lines if line in data]
    return [(str(line.label), n) for line, n in counts if n or line not in MOVES]


Counts = tuple[str, list[dict[str, Any]]]


def _counts(data: Mapping[str, Any], fact: str) -> Counts:
    """Return what a fact is called, and how many records there are of each value."""
    words: dict[str, tuple[str, dict[Any, Any]]] = {
        "priority": (_("Priority"), dict(Priority.choices)),
        "category": (_("Category"), {}),
        "channel": (_("Came in by"), dict(ContactChannel.choices)),
    }
    title, labels = words[fact]
    return title, [
        {**row, "name": str(labels.get(row["value"], "")) or _named(row)}
        for row in data[f"by_{fact}"]
    ]


def _named(row: Mapping[str, Any]) -> str:
    return str(row["name"]) or _("None given")


def _holders(breaches: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return who held most of the records, and how many all others did."""
    counted = Counter(row["blamed"] or _("nobody") for row in breaches).most_common()
    rest = sum(count for _team, count in counted[HOLDERS:])
    return [*counted[:HOLDERS], *([(_("others"), rest)] if rest else [])]


def _gravity(row: Mapping[str, Any]) -> tuple[int, int]:
    """Return what sorts the most urgent first, and of those the latest."""
    return row["priority"] or max(Priority.values), -row["overrun"]


def _breach(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "metric": Metric(row["metric"]).label,
        "priority": _priority(row["priority"]),
        "promise": promise_words(
            # Reports issued first froze the seconds alone.
            Budget(
                working_days=row.get("promised_days"),
                end_of_working_day=row.get("until_closing", False),
            ),
            row["promised"],
        ),
        "late_from": datetime.fromisoformat(row["late_from"]),
        "cause": cause_words(row.get("cause", "")),
        "stopped_at": _instant(row["stopped_at"]),
    }


def _outages(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    if rows is None:
        return None
    return [
        {**shown_outage(row), "figure": f"outage.{place}"}
        for place, row in enumerate(rows)
    ]


def _major(row: Mapping[str, Any]) -> dict[str, Any]:
    # The first format knew of resolutions alone.
    ended = row.get("ended", Line.RESOLVED if row.get("is_resolved") else "")
    ended_at = row.get("ended_at", row.get("resolved_at"))
    return {
        **row,
        "opened_at": datetime.fromisoformat(row["opened_at"]),
        "ended_at": _instant(ended_at) if ended else None,
        "is_cancelled": ended == Line.CANCELLED,
    }


def _goal(targets: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the goal that all targets share, if they do."""
    goals = {Decimal(row["goal_percent"]) for row in targets}
    return float(goals.pop()) if len(goals) == 1 else None


def _since_the_first(trend: Trend) -> list[Mapping[str, Any]]:
    """Leave out the months before there was anything."""
    known = [bool(row["n"] or row["opened"] or row["resolved"]) for row in trend]
    return list(trend[known.index(True) if True in known else -1 :])


def _priority(level: int | None) -> str:
    return str(Priority(level).label) if level else _("Other")


def _decimal(share: str | None) -> Decimal | None:
    return None if share is None else Decimal(share)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
