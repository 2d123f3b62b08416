"""Targets of a month as a whole, as they were frozen when the month was closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalogue.models import Service
from core.canonical import plain
from core.evidence import Period
from core.models import User
from core.periods import first_of
from core.periods import month as month_period
from slm.choices import GoalVerdict, Leg
from slm.models import Agreement, PeriodResult, Target
from slm.selectors.availability import PHASES
from slm.selectors.inherited import customer_asked
from slm.selectors.judging import MonthRow
from slm.selectors.months import month_rows

IN_ROWS = (
    "calendar",
    "service",
    "measure__item",
    "measure__service",
    "version__agreement__item",
    "version__agreement__customer",
)
# The phases of downtime in their order, and what nobody said.
SPLIT = (*PHASES, "")
Kept = Mapping[str, Any]
Key = tuple[str, int, int]
Pair = tuple[Kept | None, Kept | None]


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """A target of the month as a whole in two readings; one may not have known it."""

    before: MonthRow | None
    after: MonthRow | None

    @property
    def row(self) -> MonthRow:
        """Either, for what both say alike."""
        found = self.after or self.before
        if found is None:
            raise ValueError("One of the readings knew it.")
        return found

    @property
    def splits(self) -> list[tuple[str, int, int]]:
        """Of each phase of the downtime that differs, the seconds in both readings."""
        was, now = (
            dict(one.phases if one else ()) for one in (self.before, self.after)
        )
        spent = [(name, was.get(name, 0), now.get(name, 0)) for name in SPLIT]
        return [phase for phase in spent if phase[1] != phase[2]]


def month_results(
    period: Period,
    *,
    at: datetime,
    reader: User | None = None,
    customer_id: int | None = None,
    service_id: int | None = None,
    agreements: Collection[int] | None = None,
    legs: Collection[str] = (Leg.SLA,),
) -> list[MonthRow]:
    """
    Return what became of the targets of a month as a whole: to be shown, or reported.

    Of an agreement whose month is closed as it was frozen, of any other as it reads up
    to now. A frozen row has its numbers in `facts` and no outages behind it. What a
    customer inherits was frozen for all customers together: for the one it is judged
    whenever it is asked for, also of a closed month.
    """
    customer_id = customer_asked(customer_id, reader, legs)
    chosen = _asked(reader, customer_id, agreements, legs)
    frozen = {
        pk: rows
        for pk, rows in _frozen(period).items()
        if pk in chosen and customer_id in (None, chosen[pk])
    }
    kept = months_in(row for rows in frozen.values() for row in rows)
    live = month_rows(
        period,
        at=at,
        reader=reader,
        customer_id=customer_id,
        service_id=service_id,
        agreements=chosen.keys() - frozen.keys(),
        legs=legs,
    )
    found = [
        *live,
        *(row for row in kept if service_id in (None, row.service and row.service.pk)),
    ]
    return sorted(found, key=_place)


def _asked(
    reader: User | None,
    customer_id: int | None,
    agreements: Collection[int] | None,
    legs: Collection[str],
) -> dict[int, int | None]:
    """Return the agreements that are asked for, with the customer of each."""
    asked = Agreement.objects.visible_to(reader) if reader else Agreement.objects.all()
    asked = asked.filter(leg__in=legs)
    if customer_id is not None:
        asked = asked.promised_to(customer_id)
    if agreements is not None:
        asked = asked.filter(pk__in=agreements)
    return dict(asked.values_list("pk", "customer"))


def _frozen(period: Period) -> dict[int, list[Kept]]:
    """
    Return what was frozen of the month, by agreement; nothing of any other period.

    What was closed before such targets were frozen does not know them.
    """
    first = first_of(period.start)
    if month_period(first) != period:
        return {}
    results = PeriodResult.objects.filter(month=first, data__has_key="months")
    rows = results.newest_revisions().values_list("agreement", "data__months")
    return dict(rows)


def services_judged(period: Period) -> dict[int, list[Service]]:
    """Return for which services each target was judged when the month was frozen."""
    rows = [one for rows in _frozen(period).values() for one in rows]
    rows = [one for one in rows if one["service_id"]]
    services = Service.objects.select_related("item").in_bulk(
        {one["service_id"] for one in rows}
    )
    found: dict[int, list[Service]] = {}
    for one in rows:
        found.setdefault(one["target_id"], []).append(services[one["service_id"]])
    return found


def frozen_shares(
    target: Target, service: Service, months: Collection[date]
) -> dict[date, Decimal | None]:
    """
    Return what was frozen of a service's availability, by closed month, from 0 to 1.

    Of the agreement that the target is in, whichever of its versions held then.
    """
    results = PeriodResult.objects.filter(
        agreement=target.version.agreement_id,
        month__in=months,
        data__has_key="months",
    )
    rows = results.newest_revisions().values_list("month", "data__months")
    return {
        first: None if one["value"] is None else Decimal(one["value"]) / 100
        for first, kept in rows
        for one in kept
        if (one["metric"], one["service_id"]) == (target.metric, service.pk)
    }


def plain_month(row: MonthRow) -> dict[str, Any]:
    """Return a target of a month as JSON keeps it, without a word of any language."""
    target, service = row.target, row.service
    return {
        "target": target.name,
        "target_id": target.pk,
        "version": row.version.number,
        "metric": target.metric,
        "goal": str(target.goal_value),
        "direction": target.direction,
        "statistic": target.statistic,
        "measure": target.measure.number if target.measure else None,
        "service": service.number if service else None,
        "service_id": service.pk if service else None,
        "service_name": str(service) if service else "",
        "from": row.period.start,
        "until": row.period.end,
        "value": None if row.value is None else str(row.value),
        "verdict": str(row.verdict),
        "facts": dict(row.facts),
        "phases": [[name, seconds] for name, seconds in row.phases],
    }


def plain_months(rows: Iterable[MonthRow]) -> list[dict[str, Any]]:
    """Return targets of a month as they are read back from JSON."""
    kept: list[dict[str, Any]] = plain({"rows": [plain_month(one) for one in rows]})[
        "rows"
    ]
    return kept


def months_in(kept: Iterable[Kept]) -> list[MonthRow]:
    """
    Return the rows that were frozen. Two statements.

    What was promised is read from the target: of a version in force it never changes.
    """
    rows = list(kept)
    targets = Target.objects.select_related(*IN_ROWS).in_bulk(
        {one["target_id"] for one in rows}
    )
    named = {one["service_id"] for one in rows if one["service_id"]}
    services = Service.objects.select_related("item").in_bulk(named)
    return [_month_in(one, targets[one["target_id"]], services) for one in rows]


def _month_in(one: Kept, target: Target, services: Mapping[int, Service]) -> MonthRow:
    start, end = (datetime.fromisoformat(one[name]) for name in ("from", "until"))
    return MonthRow(
        target,
        target.version,
        Period(start, end),
        services.get(one["service_id"]),
        None if one["value"] is None else Decimal(one["value"]),
        GoalVerdict(one["verdict"]),
        one["facts"],
        # Where downtime went was not always kept.
        phases=[(name, seconds) for name, seconds in one.get("phases", ())],
    )


def month_key(kept: Kept) -> Key:
    """Return under what the figures of a target of a month are found."""
    return ("month", kept["target_id"], kept["service_id"] or 0)


def figures_of_month(kept: Kept) -> tuple[Any, ...]:
    """Return what makes two readings of it differ; nothing if nothing fell due."""
    if kept["verdict"] == GoalVerdict.NOTHING:
        return ()
    return (kept["value"], kept["verdict"], *sorted(kept["facts"].items()))


def pairs_differing(before: Iterable[Kept], after: Iterable[Kept]) -> list[Pair]:
    """Return the targets that differ between two readings of a month."""
    old, new = ({month_key(one): one for one in rows} for rows in (before, after))
    pairs = [(old.get(key), new.get(key)) for key in {**old, **new}]
    return [pair for pair in pairs if _differ(*pair)]


def _differ(before: Kept | None, after: Kept | None) -> bool:
    """Whether two readings differ in a figure, or in where downtime went."""
    if _figures(before) != _figures(after):
        return True
    # Where it went was not always kept.
    splits = [one["phases"] for one in (before, after) if one and "phases" in one]
    return len(splits) == 2 and splits[0] != splits[1]


def differences_in(pairs: Sequence[Pair]) -> list[MonthDifference]:
    """Return how targets differed, as it is shown."""
    rows = iter(months_in(one for pair in pairs for one in pair if one))
    read = [[next(rows) if one else None for one in pair] for pair in pairs]
    return [MonthDifference(*pair) for pair in read]


def _figures(kept: Kept | None) -> tuple[Any, ...]:
    return figures_of_month(kept) if kept else ()


def _place(row: MonthRow) -> tuple[Any, ...]:
    agreement = row.version.agreement
    return (
        agreement.title,
        agreement.pk,
        row.version.number,
        row.target.metric,
        row.target.pk,
        str(row.service or ""),
    )
