"""Which customers it concerns that what all of them are promised was kept otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, F, Func, JSONField
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_default_timezone

from core.periods import month as month_period
from reporting.models import ServiceReport
from reporting.selectors.workload import KINDS
from slm.models import Agreement, Clock
from slm.selectors.frozen_months import MonthDifference
from slm.selectors.held import as_held
from slm.selectors.inherited import Inherited, inherited_by
from slm.selectors.revising import Difference

Differing = tuple[Sequence[Difference], Sequence[MonthDifference]]
# A budget, of a customer's records of one service or of all, in a month.
Counted = tuple[int, int, int | None, date]


@dataclass(frozen=True, slots=True)
class Revised:
    """How a closed month of an agreement reads otherwise than what was issued before."""

    agreement: Agreement
    month: date
    since: datetime
    of_clocks: Sequence[Difference]
    of_months: Sequence[MonthDifference]

    @property
    def budgets(self) -> set[int]:
        return {one.after.budget_id for one in self.of_clocks}


class Reach:
    """
    Which of these reports are about what was revised of agreements with all customers.

    Of targets of the month those of whoever inherits them; of clocks those of customers
    of whom some count, or did when the report was issued. Read for all at once.
    """

    def __init__(
        self, reports: Sequence[ServiceReport], for_all: Sequence[Revised]
    ) -> None:
        self.inherited: dict[int, Inherited] = {}
        if any(one.of_months for one in for_all):
            customers = {one.customer_id for one in reports}
            self.inherited = inherited_by(customers, as_held())
        budgets = {pk for one in for_all for pk in one.budgets}
        self.shown = _budgets_shown(reports) if budgets else {}
        months = {one.month for one in for_all}
        self.counted = _counted(budgets, months) if budgets else frozenset()

    def narrowed(self, one: Revised, report: ServiceReport) -> Differing:
        """Return what differs of it for the customer of a report, of all services."""
        if one.agreement.customer_id == report.customer_id:
            return one.of_clocks, one.of_months
        if one.agreement.customer_id is not None:
            return (), ()
        return (
            [each for each in one.of_clocks if self._counts(each, report)],
            [each for each in one.of_months if self._inherits(each, report)],
        )

    def _counts(self, one: Difference, report: ServiceReport) -> bool:
        budget = one.after.budget_id
        key = (budget, report.customer_id, report.service_id, report.month)
        return budget in self.shown[report.pk] or key in self.counted

    def _inherits(self, one: MonthDifference, report: ServiceReport) -> bool:
        theirs = self.inherited[report.customer_id]
        return any(theirs.has(row) for row in (one.before, one.after) if row)


def _budgets_shown(reports: Sequence[ServiceReport]) -> dict[int, list[int]]:
    """Return of which budgets each report counts clocks, without its other figures."""
    told = Func(
        F("data"),
        template="jsonb_path_query_array(%(expressions)s, '$.targets[*].budget')",
        output_field=JSONField(),
    )
    rows = ServiceReport.objects.filter(pk__in=[one.pk for one in reports])
    return dict(rows.values_list("pk", told))


def _counted(budgets: Collection[int], months: Collection[date]) -> frozenset[Counted]:
    """Return what counts by now, of the records as they are today."""
    zone = get_default_timezone()
    clocks = Clock.objects.filter(
        budget__in=budgets,
        record__item__kind__in=KINDS,
        verdict_at__gte=month_period(min(months)).start,
        verdict_at__lt=month_period(max(months)).end,
    )
    month = TruncMonth("verdict_at", tzinfo=zone, output_field=DateField())
    found: set[Counted] = set()
    rows = clocks.order_by().annotate(month=month)
    about = ("budget", "record__customer", "record__service", "month")
    for budget, customer, service, first in rows.values_list(*about).distinct():
        found |= {(budget, customer, one, first) for one in (None, service)}
    return frozenset(found)
