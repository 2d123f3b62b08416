"""An agreement in a period, with its targets, as pages and programs are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from slm.choices import GoalStanding, GoalVerdict
from slm.models import PeriodResult
from slm.selectors.compliance import ComplianceRow, Tally
from slm.selectors.goals import worst_standing
from slm.selectors.judging import MonthRow
from slm.selectors.month_outlook import month_standing
from slm.selectors.outlook import Forecast


@dataclass(frozen=True, slots=True)
class TargetKept:
    """A target in the period, and what may still be missed of it while that runs."""

    row: ComplianceRow
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class AgreementKept:
    """An agreement in the period: its targets, and its last twelve periods."""

    agreement_id: int
    number: str
    title: str
    total: Tally
    verdict: GoalVerdict
    targets: Sequence[TargetKept]
    # Those of the month as a whole: of a quarter those of each month in it.
    months: Sequence[MonthRow]
    trend: Sequence[Tally]
    # What was frozen of each month of the period; nothing of one that is not closed.
    frozen: Sequence[PeriodResult | None] = ()

    @property
    def results(self) -> Sequence[PeriodResult]:
        """What was frozen of the months that are closed."""
        return [one for one in self.frozen if one]

    @property
    def closed_months(self) -> Sequence[date]:
        """The first days of those months."""
        return [one.month for one in self.results]

    @property
    def is_closed(self) -> bool:
        """Whether every month of the period is."""
        return bool(self.frozen) and all(self.frozen)

    @property
    def standing(self) -> GoalStanding:
        """The verdict, or how its goals stand while the period runs."""
        of_months = [month_standing(one) for one in self.months]
        return worst_standing([*(row.standing for row in self.rows), *of_months])

    @property
    def rows(self) -> Sequence[ComplianceRow]:
        return [one.row for one in self.targets]

    @property
    def has_versions(self) -> bool:
        """Whether rows of several versions stand beside each other."""
        return len({row.version for row in self.rows}) > 1


def target_kept(row: ComplianceRow, ahead: Forecast | None) -> TargetKept:
    """Return a target with what is foretold of it, if anything is."""
    return TargetKept(replace(row, outlook=ahead.outlook) if ahead else row, ahead)
