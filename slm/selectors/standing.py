"""How clocks stand, told by the database: the same words in lists and in tiles."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from slm.choices import LATE, OPEN_STATUSES, ClockStatus, Mode, Verdict
from slm.models import Clock, Crossing


def with_status(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """
    Add to each clock its `status`, one of `ClockStatus`.

    At risk is a running clock that has passed a threshold of 75 % or more of the
    target in force, short of the breach.
    """
    is_open = Q(stopped_at=None)
    whens = [
        When(verdict=Verdict.VOID, then=Value(ClockStatus.VOID)),
        When(is_open & Q(verdict=Verdict.BREACHED), then=Value(ClockStatus.BREACHED)),
        When(is_open & Q(mode=Mode.PAUSED), then=Value(ClockStatus.PAUSED)),
        When(is_open & Exists(_passed()), then=Value(ClockStatus.AT_RISK)),
        When(is_open, then=Value(ClockStatus.ON_TRACK)),
        When(verdict=Verdict.BREACHED, then=Value(ClockStatus.MISSED)),
    ]
    return clocks.annotate(
        status=Case(
            *whens,
            default=Value(ClockStatus.MET),
            output_field=CharField(max_length=10),
        )
    )


def with_risk(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Add to each clock `is_at_risk`: whether a late threshold is known to be passed."""
    return clocks.annotate(**{"is_at_risk": Exists(_passed())})


def _passed() -> QuerySet[Crossing]:
    withdrawn = Crossing.objects.filter(
        clock=OuterRef("clock"),
        budget=OuterRef("budget"),
        percent=OuterRef("percent"),
        turn=OuterRef("turn"),
        is_withdrawal=True,
    )
    return Crossing.objects.filter(
        ~Exists(withdrawn),
        clock=OuterRef("pk"),
        budget=OuterRef("budget"),
        percent__gte=LATE,
        is_withdrawal=False,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How many open clocks stand how; `key` is the id of what they are about."""

    key: int | None
    name: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def cells(self) -> list[tuple[ClockStatus, int]]:
        return [(status, self.counts[status]) for status in OPEN_STATUSES]

    @property
    def urgency(self) -> tuple[int, ...]:
        """What the rows are ordered by: the most breached first."""
        return tuple(-self.counts[status] for status in OPEN_STATUSES)


@dataclass(frozen=True, slots=True)
class OpenClocks:
    """The open clocks by how they stand: altogether, and by what they are about."""

    overall: Standing
    services: list[Standing]
    teams: list[Standing]
    customers: list[Standing]


GROUPS = {
    "services": ("record__service", "record__service__name"),
    "teams": ("record__team", "record__team__name"),
    "customers": ("record__customer", "record__customer__name"),
}


def open_clocks(clocks: QuerySet[Clock]) -> OpenClocks:
    """Count the open ones of these clocks, in one statement."""
    paths = [path for pair in GROUPS.values() for path in pair]
    rows = list(
        with_status(clocks.filter(stopped_at=None))
        .order_by()
        .values("status", *paths)
        .annotate(count=Count("pk"))
    )
    overall = Standing(None, "")
    for row in rows:
        overall.counts[row["status"]] += row["count"]
    return OpenClocks(
        overall, **{name: _grouped(rows, *pair) for name, pair in GROUPS.items()}
    )


def _grouped(rows: list[dict[str, object]], key: str, name: str) -> list[Standing]:
    found: dict[object, Standing] = {}
    for row in rows:
        standing = found.get(row[key])
        if standing is None:
            pk = row[key]
            standing = Standing(
                pk if isinstance(pk, int) else None, str(row[name] or "")
            )
            found[pk] = standing
        standing.counts[str(row["status"])] += int(str(row["count"]))
    return sorted(found.values(), key=lambda one: (one.urgency, one.name))


IN_LIST = ("record__item", "record__service", "record__team", "team", "supplier")


def soonest_due(clocks: QuerySet[Clock], limit: int = 8) -> list[Clock]:
    """Return the open clocks that are late or will be next, with their records."""
    rows = with_status(clocks.filter(stopped_at=None, late_from__isnull=False))
    return list(
        rows.select_related(*IN_LIST).order_by(F("late_from").asc(), "pk")[:limit]
    )
