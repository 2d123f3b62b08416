"""
How far targets were kept in a period, as its clocks are kept today: for the dashboard.

Reports and evidence ask `closing.py` how it was when the period ended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import get_default_timezone

from calendars.hours import Budget
from core.evidence import Period
from core.models import User
from records.models import Record
from slm.choices import (
    GoalStanding,
    GoalVerdict,
    Leg,
    Metric,
    Outlook,
    Verdict,
    VersionStatus,
)
from slm.models import Agreement, Clock, TargetBudget
from slm.selectors.goals import goal_standing
from slm.selectors.sheet import limits_in_words, names_of_limits

FIGURES = {
    "met": Count("pk", filter=Q(verdict=Verdict.MET)),
    "breached": Count("pk", filter=Q(verdict=Verdict.BREACHED)),
    "void": Count("pk", filter=Q(verdict=Verdict.VOID)),
    "relaxed": Count("pk", filter=Q(was_relaxed=True)),
    # A first response is never started again.
    "reopened": Count(
        "pk",
        # Not by a join: it would fetch the record of every clock that is counted.
        filter=Q(
            record__in=Record.objects.filter(reopen_count__gt=0).values("pk"),
            metric=Metric.RESOLUTION,
        )
        & ~Q(verdict=Verdict.VOID),
    ),
}


class About(TypedDict, total=False):
    """
    Whose records, of which service, in whose hands: what figures narrow to.

    Of a supplier it is its own promises that count.
    """

    customer_id: int | None
    service_id: int | None
    team_id: int | None
    supplier_id: int | None


IN_ROWS = (
    "target__version__agreement__item",
    "target__service",
    "target__category",
    "target__customer",
)
SPENT = ("elapsed_seconds", "paused_seconds", "excluded_seconds")


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Clocks by their verdict in a period.

    Void ones count only as void. `relaxed` were breached and then given a later
    target, by whose terms they are judged; `reopened` are of records that were.
    """

    met: int = 0
    breached: int = 0
    void: int = 0
    relaxed: int = 0
    reopened: int = 0

    @property
    def n(self) -> int:
        return self.met + self.breached

    @property
    def share(self) -> Decimal | None:
        """The share that was met, in ten-thousandths, never rounded up."""
        return share_of(self.met, self.n)


@dataclass(frozen=True, slots=True)
class ComplianceRow(Tally):
    """One target, for one of its priorities, over a period; times in seconds."""

    budget_id: int = 0
    target_id: int = 0
    agreement_id: int = 0
    agreement: str = ""
    agreement_title: str = ""
    version: int = 0
    target: str = ""
    record_kind: str = ""
    only: Sequence[str] = ()
    metric: str = ""
    priority: int | None = None
    promise: Budget | None = None
    goal_percent: Decimal = Decimal(0)
    elapsed: int = 0
    paused: int = 0
    excluded: int = 0
    # What it is called, if it has a name of its own.
    name: str = ""
    # Whether the goal can still be reached, while the period runs.
    outlook: Outlook | None = None

    @property
    def standing(self) -> GoalStanding:
        """The verdict, or how it stands while the period runs."""
        return goal_standing(self.verdict, self.outlook)

    @property
    def limits(self) -> list[str]:
        """What the target is limited to, beside its priority, in words."""
        return limits_in_words(self.record_kind, self.only)

    @property
    def heading(self) -> tuple[int, int]:
        """What its priorities are listed under: one target of one version."""
        return self.version, self.target_id

    @property
    def paused_share(self) -> Decimal | None:
        return share_of(self.paused, self.elapsed + self.paused + self.excluded)

    @property
    def verdict(self) -> GoalVerdict:
        if not self.n:
            return GoalVerdict.NOTHING
        # Compared in whole numbers, so that no rounding decides.
        is_kept = self.met * 100 >= self.goal_percent * self.n
        return GoalVerdict.KEPT if is_kept else GoalVerdict.MISSED


def share_of(part: int, whole: int) -> Decimal | None:
    """Return the share in ten-thousandths, cut rather than rounded."""
    if not whole:
        return None
    exact = Decimal(part) / Decimal(whole)
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_DOWN)


def decided_clocks(
    period: Period,
    *,
    leg: str = Leg.SLA,
    reader: User | None = None,
    **about: Unpack[About],
) -> QuerySet[Clock]:
    """Return the clocks that count in the period, of all or of those a reader sees."""
    clocks = Clock.objects.visible_to(reader) if reader else Clock.objects.all()
    return clocks.filter(leg=leg).decided_within(period).about(**about)


def compliance(
    period: Period,
    *,
    leg: str = Leg.SLA,
    reader: User | None = None,
    **about: Unpack[About],
) -> list[ComplianceRow]:
    """
    Return how far each target was kept, for each of its priorities.

    A clock counts in the period in which its verdict falls. Targets in force of
    which nothing fell due are there too. Two statements.
    """
    clocks = decided_clocks(period, leg=leg, reader=reader, **about)
    counted: dict[int, dict[str, Any]] = {
        row["budget"]: {**row}
        for row in clocks.order_by()
        .values("budget")
        .annotate(**FIGURES, **{name: Sum(name) for name in SPENT})
    }
    promised = Q(pk__in=counted)
    if about.get("team_id") is None:
        whose = about.get("customer_id"), about.get("service_id")
        promised |= promised_within(period, leg, *whose, about.get("supplier_id"))
    return rows_of(counted, promised)


def rows_of(
    counted: Mapping[int, Mapping[str, Any]], promised: Q
) -> list[ComplianceRow]:
    """Return the budgets that were promised, in order, with what was counted."""
    budgets = TargetBudget.objects.filter(promised).select_related(*IN_ROWS).distinct()
    rows = [_row(budget, counted.get(budget.pk, {})) for budget in budgets]
    return sorted(rows, key=_place)


def tally(rows: Sequence[Tally]) -> Tally:
    """Return the sum of several."""
    return Tally(**{name: sum(getattr(row, name) for row in rows) for name in FIGURES})


def summed(rows: Iterable[ComplianceRow]) -> list[ComplianceRow]:
    """Return the rows of successive periods as one for each budget, told as it was last."""
    found: dict[int, list[ComplianceRow]] = {}
    for row in rows:
        found.setdefault(row.budget_id, []).append(row)
    return sorted((_sum(same) for same in found.values()), key=_place)


def _sum(rows: Sequence[ComplianceRow]) -> ComplianceRow:
    names = (*FIGURES, "elapsed", "paused", "excluded")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return replace(rows[-1], **sums)


def kept_by(
    agreement: Agreement, period: Period, *, reader: User | None = None
) -> list[ComplianceRow]:
    """Return how far one agreement was kept; see `compliance`."""
    about: About = {}
    if agreement.customer_id:
        about["customer_id"] = agreement.customer_id
    elif agreement.supplier_id:
        about["supplier_id"] = agreement.supplier_id
    rows = compliance(period, leg=agreement.clock_leg, reader=reader, **about)
    return [row for row in rows if row.agreement_id == agreement.pk]


def promised_within(
    period: Period,
    leg: str | None,
    customer_id: int | None = None,
    service_id: int | None = None,
    supplier_id: int | None = None,
) -> Q:
    """Return which budgets were promised at some time of the period, of one leg or all."""
    zone = get_default_timezone()
    first, last = (at.astimezone(zone).date() for at in (period.start, period.end))
    version = "target__version__"
    found = ~Q(**{f"{version}status": VersionStatus.DRAFT}) & Q(
        Q(**{f"{version}valid_to": None}) | Q(**{f"{version}valid_to__gt": first}),
        **{f"{version}valid_from__lt": last},
    )
    if leg is not None:
        found &= Q(**{f"{version}agreement__leg": leg})
    if customer_id is not None:
        found &= Q(**{f"{version}agreement__customer": customer_id})
    if supplier_id is not None:
        found &= Q(**{f"{version}agreement__supplier": supplier_id})
    if service_id is not None:
        covered = f"{version}service_rows__service"
        found &= Q(target__service=service_id) | Q(
            Q(**{covered: service_id}) | Q(**{covered: None}), target__service=None
        )
    return found


def _row(budget: TargetBudget, counts: Mapping[str, Any]) -> ComplianceRow:
    target = budget.target
    agreement = target.version.agreement
    return ComplianceRow(
        **{name: counts.get(name, 0) for name in FIGURES},
        budget_id=budget.pk,
        target_id=target.pk,
        agreement_id=agreement.pk,
        agreement=agreement.number,
        agreement_title=agreement.title,
        version=target.version.number,
        target=str(target),
        record_kind=target.record_kind,
        only=names_of_limits(target),
        metric=target.metric,
        priority=budget.priority,
        promise=budget.budget,
        goal_percent=target.goal_percent,
        elapsed=counts.get("elapsed_seconds", 0),
        paused=counts.get("paused_seconds", 0),
        excluded=counts.get("excluded_seconds", 0),
        name=target.name,
    )


def _place(row: ComplianceRow) -> tuple[Any, ...]:
    priority = row.priority or 99
    return (row.agreement, row.version, row.metric, row.target_id, priority)
